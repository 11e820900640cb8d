import type { SerializedError } from 'vitest'
import type { Reporter, TestModule } from 'vitest/node'

/** Prints `N passed, N failed, N skipped` as the last line: the form that any CI can read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      // A file that cannot be read has no tests; it has failed all the same.
      counts.failed += module.errors().length
      for (const test of module.children.allTests()) counts[test.result().state]++
    }
    const failed = counts.failed + counts.pending + errors.length
    const line = `${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`
    // After the summary of the default reporter.
    process.once('exit', () => console.log(`\n${line}`))
  }
}

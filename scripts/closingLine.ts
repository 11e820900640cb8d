import { writeFileSync } from 'node:fs'
import type { SerializedError } from 'vitest'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Prints `N passed, N failed, N skipped` as the last line: the form that any CI can read. Errors outside of
 * tests count as failures. Leaves the line in the file `MILLRACE_CLOSING_LINE` too, so that who started the
 * run can tell one that ended from one that broke off.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      // A file that cannot be read, or a hook that throws, has failed: the tests behind it count as skipped.
      counts.failed += module.errors().length
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length
      for (const test of module.children.allTests()) counts[test.result().state]++
    }
    // After the summary of the default reporter.
    process.once('exit', (code) => {
      const failed = counts.failed + counts.pending
      // Red for a reason that no test knows of: no tests found, a teardown that hangs.
      const line = closingLine(counts.passed, code === 0 ? failed : failed || 1, counts.skipped)
      const file = process.env['MILLRACE_CLOSING_LINE']
      if (file !== undefined) writeFileSync(file, line)
      console.log(`\n${line}`)
    })
  }
}

/** The line itself. */
export function closingLine(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

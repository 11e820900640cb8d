import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './chromium.ts'
import { closingLine } from './closingLine.ts'
import { ensureRedis } from './redisServer.ts'

interface Step {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const examples = process.argv.includes('--examples')
const deep = examples || process.argv.includes('--deep')
/** What is run of the tests: all, or those of the examples. */
const chosen = examples ? ['--project', 'demo', 'apps/examples/run'] : []
const checks: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  // Before lint, which reads what other packages declare: without declarations it takes their types for `any`.
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'lint', command: ['oxlint', '--deny-warnings', '--report-unused-disable-directives'] },
  { name: 'types of tests', command: ['tsc', '-p', 'tsconfig.test.json'] },
  { name: 'build', command: ['pnpm', '-r', 'build'] },
  { name: 'packages', command: ['node', 'scripts/packageChecks.ts'] },
  { name: 'unused', command: ['knip', '--no-config-hints'] },
]

function run({ name, command: [program = '', ...args], env }: Step): boolean {
  const startedAt = Date.now()
  console.log(`\n▶ ${name}`)
  const { status, error } = spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  if (error !== undefined) console.error(error.message)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(`${status === 0 ? '✔' : '✘'} ${name}, ${seconds} s`)
  return status === 0
}

/** The tests print the closing line themselves, green or red, unless they never get to their end. */
function runTests(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-check-'))
  const lineFile = join(folder, 'closing-line')
  console.log(`\n▶ ${deep ? 'tests, in full' : 'tests'}`)
  const { status, error } = spawnSync('vitest', ['run', ...chosen], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      MILLRACE_CLOSING_LINE: lineFile,
      ...(deep ? { MILLRACE_DEEP: '1' } : {}),
    },
  })
  if (error !== undefined) console.error(error.message)
  const printed = existsSync(lineFile)
  rmSync(folder, { recursive: true, force: true })
  if (!printed) giveUp()
  return status === 0
}

/** Whatever fails outside of the tests is one failure: the last line never says 0 failed of a red run. */
function giveUp(): never {
  console.log(`\n${closingLine(0, 1, 0)}`)
  process.exit(1)
}

try {
  ensureChromium()
  ensureRedis()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  giveUp()
}
// The tests run what is built, too: on a new machine nothing is.
const first = deep ? checks.filter(({ name }) => name === 'types' || name === 'build') : checks
for (const check of first) if (!run(check)) giveUp()
process.exitCode = runTests() ? 0 : 1

import { spawnSync } from 'node:child_process'
import { ensureChromium } from './chromium.ts'
import { ensureRedis } from './redisServer.ts'

interface Step {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const deep = process.argv.includes('--deep')
const checks: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', command: ['oxlint', '--deny-warnings'] },
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'types of tests', command: ['tsc', '-p', 'tsconfig.test.json'] },
  { name: 'build', command: ['pnpm', '-r', 'build'] },
  { name: 'packages', command: ['node', 'scripts/packageChecks.ts'] },
  { name: 'unused', command: ['knip'] },
]
const tests: Step = {
  name: deep ? 'tests, in full' : 'tests',
  command: ['vitest', 'run'],
  ...(deep ? { env: { MILLRACE_DEEP: '1' } } : {}),
}

function run({ name, command: [program = '', ...args], env }: Step): boolean {
  const startedAt = Date.now()
  console.log(`\n▶ ${name}`)
  const { status, error } = spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  if (error !== undefined) console.error(error.message)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  if (name !== tests.name) {
    console.log(`${status === 0 ? '✔' : '✘'} ${name}, ${seconds} s`)
  }
  return status === 0
}

/** Whatever fails before the tests is one failure: the last line never says 0 failed of a red run. */
function giveUp(): never {
  console.log('\n0 passed, 1 failed, 0 skipped')
  process.exit(1)
}

try {
  ensureChromium()
  ensureRedis()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  giveUp()
}
if (!deep) for (const check of checks) if (!run(check)) giveUp()
// The tests print the closing line themselves, green or red.
process.exitCode = run(tests) ? 0 : 1

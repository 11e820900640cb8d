// Builds, runs W1 to W6 with all contenders, and writes one summary.
//   node bench.mjs                   all of it, some hours
//   node bench.mjs --quick           all of it in its smallest form, some minutes: that it works, no figures
//   node bench.mjs --reps=7 --only=w1,w4 --contenders=millrace,floor-block-50 --skip-build
// Results are kept in results/<time of the start>/; results/summary.md is that of the last run.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { args, listOf } from './lib/args.mjs'
import { names } from './lib/contenders.mjs'
import { machine, versions } from './lib/machine.mjs'
import { plan, quickContenders } from './lib/plan.mjs'
import { here } from './lib/results.mjs'
import { summary } from './summary/summary.mjs'

const quick = args.quick === true
const reps = quick ? 1 : Number(args.reps ?? 5)
const contenders = listOf(args.contenders) ?? (quick ? quickContenders : names())
const steps = plan({ quick, reps, contenders, only: listOf(args.only) })

const startedAt = new Date().toISOString()
const folder = join(here, 'results', startedAt.slice(0, 19).replaceAll(':', '-'))
const failed = []

/** Runs a command to its end, and says whether it went well. */
function run(name, program, words, { cwd = here, stdout = 'inherit' } = {}) {
  const started = Date.now()
  console.log(`\n▶ ${name}`)
  const stdio = ['ignore', stdout, 'inherit']
  const { status, error } = spawnSync(program, words, { cwd, stdio })
  if (error !== undefined) console.error(error.message)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? '✔' : '✘'} ${name}, ${seconds} s`)
  return status === 0
}

/** After each workload, too: a run that is broken off has what it measured. */
function writeSummary() {
  const command = ['node bench.mjs', ...process.argv.slice(2)].join(' ')
  const about = { startedAt, command, quick, reps, failed, ...facts }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(about, null, 1))
  writeFileSync(join(folder, 'summary.md'), summary(folder))
  copyFileSync(join(folder, 'summary.md'), join(here, 'results/summary.md'))
}

const facts = { machine: machine(), versions: versions() }
mkdirSync(folder, { recursive: true })
if (args['skip-build'] === undefined) {
  const root = join(here, '../..')
  // Nothing is measured of what is not what the sources say.
  const quiet = { cwd: root, stdout: 'ignore' }
  if (!run('packages', 'npx', ['-y', 'pnpm@12.21.0', 'build'], quiet)) process.exit(1)
  const only = args.contenders === undefined && !quick ? [] : [`--only=${contenders.join(',')}`]
  if (!run('contenders', process.execPath, ['build.mjs', ...only])) failed.push('build.mjs')
}
for (const { file, script, args: words } of steps) {
  const name = [script, ...words].join(' ')
  const out = `--out=${join(folder, file)}`
  if (!run(name, process.execPath, [script, ...words, out])) failed.push(name)
  writeSummary()
}
writeSummary()
console.log(`\n${join(folder, 'summary.md')}`)
process.exitCode = failed.length > 0 ? 1 : 0

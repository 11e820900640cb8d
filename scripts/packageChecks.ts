import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packPackages } from './packPackages.ts'
import { apiDifference } from './apiDifference.ts'
import { tarballProblems } from './tarballProblems.ts'

/** Packs every package as it would be published, looks at the tarballs, with publint and attw too, and at `api.md`. */
const folder = mkdtempSync(join(tmpdir(), 'millrace-packages-'))
let failed = false

function fail(problem: string): void {
  console.error(problem)
  failed = true
}

function check(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0)
    fail(`${program} is not content${error === undefined ? '' : `: ${error.message}`}`)
}

/** What was in a tarball, in a folder beside it. */
function unpacked(tarball: string): string {
  const into = tarball.replace(/\.tgz$/, '')
  mkdirSync(into)
  execFileSync('tar', ['-xzf', tarball, '-C', into, '--strip-components=1'])
  return into
}

/** An oversight in the configuration turns the React Compiler off without a word. */
function isCompiled(dist: string): boolean {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' }).some(
    (path) =>
      path.endsWith('.js') &&
      readFileSync(join(dist, path), 'utf8').includes('react/compiler-runtime'),
  )
}

try {
  for (const [name, path] of packPackages(folder)) {
    console.log(`\n${name}`)
    for (const problem of tarballProblems(unpacked(path))) fail(problem)
    check('publint', [path, '--strict'])
    // Stylesheets have no types.
    const stylesheets = ['styles.css', 'panel.css', 'shadcn.css']
    check('attw', [path, '--profile', 'esm-only', '--exclude-entrypoints', ...stylesheets])
  }
  if (!isCompiled('packages/react/dist'))
    fail('@millrace/react was built without the React Compiler.')
  for (const name of readdirSync('packages').toSorted()) {
    const difference = await apiDifference(join('packages', name))
    if (difference === undefined) continue
    const advice = 'If that is meant, run `npm run api` and commit it with a changeset.'
    fail(`\npackages/${name}/api.md is not what is built. ${advice}\n${difference}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (failed) process.exit(1)

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Packs every package as it would be published and looks at the tarballs, with publint and attw too. */
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

/** What is for us alone must not be published. */
function strayFiles(tarball: string): readonly string[] {
  const paths = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n')
  return paths.filter((path) =>
    /\.(test|test-d|stories)\.|\/(__screenshots__|fixtures)\/|tsbuildinfo$/.test(path),
  )
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
  for (const name of readdirSync('packages').toSorted()) {
    execFileSync('pnpm', ['pack', '--pack-destination', folder], {
      cwd: join('packages', name),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  for (const tarball of readdirSync(folder).toSorted()) {
    const path = join(folder, tarball)
    console.log(`\n${tarball}`)
    for (const stray of strayFiles(path)) fail(`must not be published: ${stray}`)
    check('publint', [path, '--strict'])
    // Stylesheets have no types.
    const stylesheets = ['styles.css', 'shadcn.css']
    check('attw', [path, '--profile', 'esm-only', '--exclude-entrypoints', ...stylesheets])
  }
  if (!isCompiled('packages/react/dist'))
    fail('@millrace/react was built without the React Compiler.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (failed) process.exit(1)

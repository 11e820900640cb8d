import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Packs every package as it would be published and lets publint and attw look at the tarball. */
const folder = mkdtempSync(join(tmpdir(), 'millrace-packages-'))
let failed = false

function check(program: string, args: readonly string[]): void {
  const { status } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) failed = true
}

try {
  for (const name of readdirSync('packages').toSorted()) {
    execFileSync('pnpm', ['pack', '--pack-destination', folder], {
      cwd: join('packages', name),
      stdio: 'ignore',
    })
  }
  for (const tarball of readdirSync(folder).toSorted()) {
    const path = join(folder, tarball)
    console.log(tarball)
    check('publint', [path, '--strict'])
    check('attw', [path, '--profile', 'esm-only', '--exclude-entrypoints', 'styles.css'])
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (failed) process.exit(1)

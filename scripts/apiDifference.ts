import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiSurface } from './apiSurface.ts'

/** How what is built differs from the `api.md` of a package, line by line; undefined where it does not. */
export async function apiDifference(folder: string): Promise<string | undefined> {
  const checkedIn = join(folder, 'api.md')
  const built = await apiSurface(folder)
  if (existsSync(checkedIn) && readFileSync(checkedIn, 'utf8') === built) return undefined
  const temporary = mkdtempSync(join(tmpdir(), 'millrace-api-'))
  try {
    const path = join(temporary, 'api.md')
    writeFileSync(path, built)
    const old = existsSync(checkedIn) ? checkedIn : '/dev/null'
    const args = ['diff', '--no-index', '--no-color', '--no-ext-diff', '--unified=2', old, path]
    const { stdout } = spawnSync('git', args, { encoding: 'utf8' })
    // Without what git says of the two files.
    return stdout.slice(stdout.indexOf('@@')).trimEnd()
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

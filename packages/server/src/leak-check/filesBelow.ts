import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The files in a folder and all below, by name, or the file that was named. Links are followed, since those who upload
 * a folder follow them too; what was seen already is not seen twice, so that a ring of links ends.
 * @param seen - The true paths of what was seen, added to.
 * @throws Error with a sentence where there is nothing at `path`.
 */
export async function* filesBelow(
  path: string,
  seen: Set<string> = new Set(),
): AsyncGenerator<string> {
  const found = await kindOf(path)
  if (found === undefined) throw new Error(`There is no ${path}: nothing was looked at.`)
  yield* walk(path, seen)
}

async function* walk(path: string, seen: Set<string>): AsyncGenerator<string> {
  const found = await kindOf(path)
  if (found === undefined || seen.has(found.real)) return
  seen.add(found.real)
  if (found.kind === 'file') yield path
  if (found.kind !== 'folder') return
  for (const name of (await readdir(path)).toSorted()) yield* walk(join(path, name), seen)
}

interface Found {
  readonly real: string
  /** Pipes and devices are neither: reading one may never end. */
  readonly kind: 'file' | 'folder' | 'other'
}

/** What is at a path; undefined where a link leads nowhere. */
async function kindOf(path: string): Promise<Found | undefined> {
  try {
    const real = await realpath(path)
    const info = await stat(real)
    return { real, kind: info.isFile() ? 'file' : info.isDirectory() ? 'folder' : 'other' }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR') return undefined
    throw error
  }
}

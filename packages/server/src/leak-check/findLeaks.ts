import { createFinder, type Sought } from './createFinder.ts'
import { filesBelow } from './filesBelow.ts'
import { type Leak, scanFile } from './scanFile.ts'

/** What came of looking. */
export interface Looked {
  /** How many files were looked at. */
  readonly files: number
  readonly leaks: readonly Leak[]
}

/**
 * Looks through files, and folders with all that is below.
 * @throws Error where there is nothing at one of the paths, or it cannot be read.
 */
export async function findLeaks(paths: readonly string[], sought: Sought): Promise<Looked> {
  const finder = createFinder(sought)
  const seen = new Set<string>()
  const leaks: Leak[] = []
  let files = 0
  for (const path of paths) {
    for await (const file of filesBelow(path, seen)) {
      files++
      leaks.push(...(await scanFile(file, finder)))
    }
  }
  return { files, leaks }
}

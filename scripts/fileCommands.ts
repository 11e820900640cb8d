import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { BrowserCommand } from 'vitest/node'

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Writes a file that a test chooses, drops or deletes. @returns Its path. */
    writeTemporaryFile: (name: string, text: string) => Promise<string>
    /** Deletes one of them. */
    removeTemporaryFile: (path: string) => Promise<void>
    /** Answers the next file chooser that the page opens with these files. */
    choosing: (paths: readonly string[]) => Promise<void>
  }
}

let folder: Promise<string> | undefined

const writeTemporaryFile: BrowserCommand<[name: string, text: string]> = async (_, name, text) => {
  folder ??= mkdtemp(join(tmpdir(), 'millrace-files-'))
  const path = join(await folder, basename(name))
  await writeFile(path, text)
  return path
}

const removeTemporaryFile: BrowserCommand<[path: string]> = async (_, path) => {
  const own = await folder
  if (own === undefined || !path.startsWith(own)) throw new Error(`${path} is not one of ours.`)
  await rm(path)
}

const choosing: BrowserCommand<[paths: readonly string[]]> = ({ page }, paths) => {
  page.once('filechooser', (chooser) => void chooser.setFiles([...paths]))
}

/** Real files for tests in a browser. */
export const fileCommands = { writeTemporaryFile, removeTemporaryFile, choosing }

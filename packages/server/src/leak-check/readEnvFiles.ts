import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Variables } from './secretsIn.ts'

/**
 * What the files of a folder say that Vite and others read: `.env`, `.env.local`, `.env.<mode>` and
 * `.env.<mode>.local`. None of them has to be there.
 */
export async function readEnvFiles(folder: string, mode: string): Promise<readonly Variables[]> {
  const names = ['.env', '.env.local', `.env.${mode}`, `.env.${mode}.local`]
  const files = await Promise.all(names.map((name) => readIfThere(join(folder, name))))
  return files.flatMap((file) => (file === undefined ? [] : [file]))
}

/** What one file says. @throws What Node throws where it cannot be read. */
export async function readEnvFile(path: string): Promise<Variables> {
  return parseEnv(await readFile(path, 'utf8'))
}

async function readIfThere(path: string): Promise<Variables | undefined> {
  try {
    return await readEnvFile(path)
  } catch (error) {
    // In containers `.env` may be a folder.
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR') return undefined
    throw error
  }
}

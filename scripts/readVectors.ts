import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const own = join(dirname(fileURLToPath(import.meta.url)), '../packages/protocol/vectors')

/** The folder that vectors are read from: `MILLRACE_VECTORS`, else the project's copy. */
export function vectorsFolder(): string {
  const named = process.env['MILLRACE_VECTORS']
  return named === undefined || named === '' ? own : named
}

/** A file of test vectors, parsed. The caller states its shape: the files explain their own format. */
export function readVectors<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(join(vectorsFolder(), `${name}.json`), 'utf8')) as Shape
}

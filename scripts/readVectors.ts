import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = join(dirname(fileURLToPath(import.meta.url)), '../packages')

/** The folder that vectors are read from: `MILLRACE_VECTORS`, else the copy of a package. */
export function vectorsFolder(owner: 'protocol' | 'react' = 'protocol'): string {
  const named = process.env['MILLRACE_VECTORS']
  return named === undefined || named === '' ? join(packages, owner, 'vectors') : named
}

/** A file of test vectors, parsed. The caller states its shape: the files explain their own format. */
export function readVectors<Shape>(name: string, owner?: 'protocol' | 'react'): Shape {
  return JSON.parse(readFileSync(join(vectorsFolder(owner), `${name}.json`), 'utf8')) as Shape
}

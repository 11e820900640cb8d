// Where results are: a file for each workload, in the folder of the run.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** The folder of the benchmark. */
export const here = resolve(import.meta.dirname, '..')

/** Undefined where there are none. */
export function readResults(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

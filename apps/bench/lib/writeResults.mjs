import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { args } from './args.mjs'
import { here } from './results.mjs'

/** Keeps what a workload has measured in `--out`, or else under this name beside the folders of whole runs. */
export function writeResults(name, results) {
  const path = resolve(here, String(args.out ?? join('results', name)))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify(results, null, 1))
}

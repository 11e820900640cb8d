// Which contenders there are: a file each. Files that begin with `_` are what several of them share.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { here } from './results.mjs'

const folder = join(here, 'contenders')

export const names = () =>
  readdirSync(folder)
    .filter((file) => !file.startsWith('_'))
    .map((file) => file.replace(/\.jsx?$/, ''))

/** The file of a contender; for its size another one, where it has a page without the harness. */
export function fileOf(name, kind) {
  const candidates = [
    ...(kind === 'size' ? [`_size/${name}.jsx`] : []),
    `${name}.jsx`,
    `${name}.js`,
  ].map((file) => join(folder, file))
  const file = candidates.find((path) => existsSync(path))
  if (file === undefined) throw new Error(`There is no contender ${name}.`)
  return file
}

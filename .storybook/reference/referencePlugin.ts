import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { readEntries } from './readEntries.ts'
import { readParts } from './readParts.ts'
import { readVariables } from './readVariables.ts'

const packages = join(dirname(fileURLToPath(import.meta.url)), '../../packages')
const sources = join(packages, 'react/src')
const stylesheets = ['styles', 'panel'].map((one) => join(sources, `styles/${one}.css`))
const name = 'virtual:millrace-reference'

/**
 * Gives the pages of Storybook what the sources say, as `virtual:millrace-reference`: read anew when one of them
 * changes.
 */
export function referencePlugin(): Plugin {
  return {
    name: 'millrace-reference',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined
      const { parts, exports, paths } = readParts(packages)
      const { entries, paths: others } = readEntries(packages)
      for (const path of [...paths, ...others, ...stylesheets]) this.addWatchFile(path)
      const own = new Set(parts.flatMap(({ variables }) => variables.map((one) => one.name)))
      const variables = readVariables(
        stylesheets.map((path) => readFileSync(path, 'utf8')).join('\n'),
        own,
      )
      // The components themselves stand beside what is said of them: in a build their names are others.
      const imports = parts.map(
        ({ path, exportName }, index) =>
          `import { ${exportName} as component${index} } from ${JSON.stringify(join(sources, path))}`,
      )
      const pairs = parts.map((_, index) => `[component${index}, parts[${index}]]`)
      return [
        ...imports,
        `export const parts = ${JSON.stringify(parts)}`,
        `export const exports = ${JSON.stringify(exports)}`,
        `export const entries = ${JSON.stringify(entries)}`,
        `export const variables = ${JSON.stringify(variables)}`,
        `export const partsByComponent = new Map([${pairs.join(', ')}])`,
      ].join('\n')
    },
  }
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSources, type Source } from './createSources.ts'
import { exportOf } from './exportOf.ts'
import type { Entry } from './Reference.ts'

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What was read of the packages. */
export interface Entries {
  /** All that can be imported, by what it is imported from; stylesheets and the index of the parts aside. */
  readonly entries: readonly Entry[]
  readonly paths: readonly string[]
}

/** Reads every entry of every package. @param packages - The folder that holds them. */
export function readEntries(packages: string): Entries {
  const sources = createSources(packages)
  const entries = readdirSync(packages)
    .toSorted()
    .flatMap((folder) => {
      const manifest = readFileSync(join(packages, folder, 'package.json'), 'utf8')
      const { name, exports } = JSON.parse(manifest) as Manifest
      return Object.entries(exports).flatMap(([path, conditions]): readonly Entry[] => {
        const file = conditions['@millrace/source']
        const isOther = file === undefined || !file.endsWith('.ts')
        // The parts have pages of their own.
        if (isOther || (folder === 'react' && path === '.')) return []
        const source = sources.read(join(packages, folder, file))
        const found = namesOf(source).flatMap((one) => {
          const declared = sources.exported(source, one)
          return declared === undefined ? [] : (exportOf(sources, one, declared) ?? [])
        })
        return [{ name: `${name}${path.slice(1)}`, exports: found }]
      })
    })
  return { entries, paths: sources.paths() }
}

/** What a file exports, in its order. */
function namesOf({ program }: Source): readonly string[] {
  return program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return []
    const { declaration, specifiers } = statement
    const shared = specifiers.map(({ exported }) =>
      'name' in exported ? exported.name : exported.value,
    )
    if (declaration === null) return shared
    if (declaration.type === 'VariableDeclaration') {
      return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? id.name : []))
    }
    return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : []
  })
}

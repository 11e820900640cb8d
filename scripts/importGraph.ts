import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** Files and what each imports: types, dynamic imports and re-exports included. */
export type ImportGraph = ReadonlyMap<string, readonly ImportEdge[]>

export interface ImportEdge {
  /** A file of the graph for a relative import, else the specifier as written. */
  readonly to: string
  readonly relative: boolean
}

/** What the names in a file say about where it can run. */
export interface ParsedFile {
  readonly specifiers: readonly string[]
  /** Identifiers that are read without being declared in the file, as far as names tell. */
  readonly identifiers: ReadonlySet<string>
}

/** Reads the imports of one file. Throws where it does not parse. */
export function parseFile(path: string, code: string): ParsedFile {
  const { program, module, errors } = parseSync(path, code)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path}: ${error.message}`)
  const specifiers = new Set(module.staticImports.map(({ moduleRequest }) => moduleRequest.value))
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries)
      if (moduleRequest !== null) specifiers.add(moduleRequest.value)
  }
  const identifiers = new Set<string>()
  new Visitor({
    Identifier: ({ name }) => void identifiers.add(name),
    ImportExpression({ source }) {
      if (source.type === 'Literal' && typeof source.value === 'string')
        specifiers.add(source.value)
    },
    TSImportType({ source }) {
      specifiers.add(source.value)
    },
  }).visit(program)
  return { specifiers: [...specifiers], identifiers }
}

/** The graph of files given as path to code. Relative specifiers name their file with its extension. */
export function importGraph(files: ReadonlyMap<string, string>): ImportGraph {
  return new Map(
    [...files].map(([path, code]) => [
      path,
      parseFile(path, code).specifiers.map((specifier) => {
        const isRelative = specifier.startsWith('.')
        const to = isRelative ? join(dirname(path), specifier) : specifier
        return { to, relative: isRelative }
      }),
    ]),
  )
}

/** The sources below a folder, path relative to it: no tests, stories or fixtures. */
export function sourcesBelow(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(folder, resolve(entry.parentPath, entry.name)))
    .filter((path) => !/\.(test|test-d|stories)\.tsx?$|(^|\/)fixtures\//.test(path))
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** The files that importing `from` brings along, itself included. */
export function reachable(graph: ImportGraph, from: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const waiting = [from]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    for (const { to, relative: own } of graph.get(path) ?? []) if (own) waiting.push(to)
  }
  return seen
}

/** The first ring of imports, as a list of files that ends where it began; undefined where there is none. */
export function findCycle(graph: ImportGraph): readonly string[] | undefined {
  const done = new Set<string>()
  const path: string[] = []
  function visit(file: string): readonly string[] | undefined {
    const at = path.indexOf(file)
    if (at >= 0) return [...path.slice(at), file]
    if (done.has(file)) return undefined
    path.push(file)
    for (const { to, relative: own } of graph.get(file) ?? []) {
      const cycle = own ? visit(to) : undefined
      if (cycle !== undefined) return cycle
    }
    path.pop()
    done.add(file)
    return undefined
  }
  for (const file of graph.keys()) {
    const cycle = visit(file)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

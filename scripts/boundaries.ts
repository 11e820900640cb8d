import { findCycle, importGraph, parseFile, reachable } from './importGraph.ts'

/** What one package may need. */
export interface Boundary {
  /** Packages of ours that it may import, entries included (`@millrace/core` allows `…/testing` in none). */
  readonly packages: readonly string[]
  /** Foreign packages that it must not import. */
  readonly never?: readonly string[]
  /** For each room, the rooms of the same package that it may import. Given any, all must be listed. */
  readonly rooms?: Readonly<Record<string, readonly string[]>>
  /** An entry whose files must run without a browser. */
  readonly withoutBrowser?: string
}

const browserNames = [
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'navigator',
  'indexedDB',
]

/** Everything in which the files of a package break its boundary; empty when they keep it. */
export function brokenBoundaries(
  files: ReadonlyMap<string, string>,
  boundary: Boundary,
): readonly string[] {
  const graph = importGraph(files)
  const broken: string[] = []
  const cycle = findCycle(graph)
  if (cycle !== undefined) broken.push(`a ring: ${cycle.join(' -> ')}`)
  for (const [file, edges] of graph) {
    for (const { to, relative } of edges) {
      const problem = relative
        ? ownProblem(file, to, files, boundary)
        : foreignProblem(to, boundary)
      if (problem !== undefined) broken.push(`${file}: ${problem}`)
    }
  }
  const { withoutBrowser } = boundary
  if (withoutBrowser !== undefined && !files.has(withoutBrowser)) {
    broken.push(`${withoutBrowser}: is not there`)
  }
  for (const file of withoutBrowser === undefined ? [] : reachable(graph, withoutBrowser)) {
    const { identifiers } = parseFile(file, files.get(file) ?? '')
    for (const name of browserNames) {
      if (identifiers.has(name)) broken.push(`${file}: uses ${name}, and the server imports it`)
    }
  }
  return broken
}

function ownProblem(
  file: string,
  to: string,
  files: ReadonlyMap<string, string>,
  { rooms }: Boundary,
): string | undefined {
  if (to.startsWith('..')) return `leaves the package for ${to}`
  if (!files.has(to) && !/\.(css(\?inline)?|json)$/.test(to))
    return `imports ${to}, which is not there`
  // An index is a list of names for others; inside we import from the file that defines a thing.
  if (/(^|\/)index\.tsx?$/.test(to)) return `imports the index ${to} from inside`
  const room = roomOf(file)
  const target = roomOf(to)
  // Files beside the index belong to no room: they may need any.
  if (rooms === undefined || room === '' || room === target) return undefined
  const allowed = rooms[room]
  if (allowed === undefined) return `the room ${room} is not in the list of rooms`
  if (allowed.includes(target)) return undefined
  return `the room ${room} must not need ${target === '' ? 'what has no room' : target} (${to})`
}

function foreignProblem(specifier: string, { packages, never = [] }: Boundary): string | undefined {
  if (specifier.startsWith('@millrace/')) {
    const [scope = '', name = ''] = specifier.split('/')
    return packages.includes(`${scope}/${name}`) ? undefined : `must not need ${specifier}`
  }
  const banned = never.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  return banned ? `must not need ${specifier}` : undefined
}

function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : ''
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/**
 * What keeps a package from being published, a sentence each: what its manifest does not say, what is not in its tarball
 * and what should not be.
 * @param folder - What was in the tarball.
 */
export function tarballProblems(folder: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  const maps = files.filter((path) => path.endsWith('.js')).flatMap((path) => mapOf(folder, path))
  return [
    ...manifestProblems(manifest),
    ...['README.md', 'LICENSE', ...filesNamed(manifest)]
      .filter((path) => !files.includes(path))
      .map((path) => `${path} is not in it.`),
    ...files.filter(isStray).map((path) => `${path} must not be published.`),
    ...maps.flatMap((map) => mapProblems(folder, map)),
    ...licenceProblems(folder, maps),
  ]
}

interface Manifest {
  readonly [field: string]: unknown
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
}

/** What must stand in a manifest, as the path to it. */
const fields = [
  'name',
  'version',
  'description',
  'license',
  'repository.url',
  'repository.directory',
  'homepage',
  'bugs',
  'keywords.0',
  'type',
  // Whether it may be left out, which a bundler cannot know otherwise. May be `false`.
  'sideEffects',
  'engines.node',
  'files.0',
  'publishConfig.access',
]

function manifestProblems(manifest: Manifest): readonly string[] {
  const missing = fields.filter((field) => {
    const value = field
      .split('.')
      .reduce<unknown>(
        (from, key) => (from as Record<string, unknown> | undefined)?.[key],
        manifest,
      )
    return value === undefined || value === ''
  })
  const untyped = Object.entries(manifest.exports ?? {}).filter(
    ([entry, { types }]) => types === undefined && !entry.endsWith('.css'),
  )
  return [
    ...missing.map((field) => `package.json has no ${field.replace('.0', '')}.`),
    ...untyped.map(([entry]) => `The entry ${entry} has no types.`),
  ]
}

/** The files that a manifest sends others to. */
function filesNamed({ exports = {}, bin = {} }: Manifest): readonly string[] {
  return [...Object.values(exports).flatMap((entry) => Object.values(entry)), ...Object.values(bin)]
    .map((path) => path.replace(/^\.\//, ''))
    .filter((path, index, all) => all.indexOf(path) === index)
}

/** What is for us alone. */
function isStray(path: string): boolean {
  return /\.(test|test-d|stories)\.|(^|\/)(__screenshots__|fixtures)\/|tsbuildinfo$/.test(path)
}

/** Where the map of a script is said to be, from the folder of the package; none where it has none. */
function mapOf(folder: string, path: string): readonly string[] {
  const [, map] =
    /\/\/# sourceMappingURL=(.+)\s*$/.exec(readFileSync(join(folder, path), 'utf8')) ?? []
  return map === undefined ? [] : [join(dirname(path), map)]
}

interface SourceMap {
  readonly sources: readonly string[]
  readonly sourcesContent?: readonly (string | null)[]
}

function readMap(folder: string, path: string): SourceMap {
  return JSON.parse(readFileSync(join(folder, path), 'utf8')) as SourceMap
}

function mapProblems(folder: string, path: string): readonly string[] {
  if (!existsSync(join(folder, path))) return [`${path} is named as a source map, and not in it.`]
  const { sources, sourcesContent } = readMap(folder, path)
  return sources
    .filter(
      (source, index) =>
        typeof sourcesContent?.[index] !== 'string' &&
        !existsSync(join(folder, dirname(path), source)),
    )
    .map((source) => `${path} is made of ${source}, which is not in it.`)
}

/** Where the code of others is within, their licences have to be. */
function licenceProblems(folder: string, maps: readonly string[]): readonly string[] {
  const sources = maps
    .filter((path) => existsSync(join(folder, path)))
    .flatMap((path) => readMap(folder, path).sources)
  const within = new Set(
    sources.flatMap((source) => {
      const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? []
      return name ?? []
    }),
  )
  if (within.size === 0) return []
  const path = join(folder, 'dist/licenses.md')
  if (!existsSync(path)) return ['dist/licenses.md, for the code of others within, is not in it.']
  const licences = readFileSync(path, 'utf8')
  return [...within]
    .filter((name) => !licences.includes(`## ${name} `))
    .map((name) => `dist/licenses.md does not have that of ${name}.`)
}

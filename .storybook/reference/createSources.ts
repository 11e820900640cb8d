import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Comment, type Node, parseSync, type Program, type Statement } from 'oxc-parser'

/** A file of the sources, parsed. */
export interface Source {
  readonly path: string
  readonly code: string
  readonly program: Program
  readonly comments: readonly Comment[]
}

/** What a name stands for, and where. */
export interface Declared {
  readonly source: Source
  readonly name: string
  readonly node: Node
  /** The statement around, which the docstring stands before. */
  readonly statement: Statement
}

/** Sources, each read once, and the names in them. */
export interface Sources {
  readonly read: (path: string) => Source
  /** What a name means in a file, wherever it is declared; undefined where that is no source of ours. */
  readonly find: (source: Source, name: string) => Declared | undefined
  /** What a file exports by a name. */
  readonly exported: (source: Source, name: string) => Declared | undefined
  /** The file that an import in another names. */
  readonly resolve: (from: Source, specifier: string) => Source | undefined
  /** All that was read so far. */
  readonly paths: () => readonly string[]
}

/** Makes one. @param packages - The folder that holds `@millrace/*`. */
export function createSources(packages: string): Sources {
  const files = new Map<string, Source>()

  function read(path: string): Source {
    const known = files.get(path)
    if (known !== undefined) return known
    const code = readFileSync(path, 'utf8')
    const { program, comments, errors } = parseSync(path, code)
    const [error] = errors
    if (error !== undefined) throw new Error(`${path}: ${error.message}`)
    const source = { path, code, program, comments }
    files.set(path, source)
    return source
  }

  function resolve(from: Source, specifier: string): Source | undefined {
    const [, name, entry] = /^@millrace\/([a-z]+)(\/.+)?$/.exec(specifier) ?? []
    if (name !== undefined) {
      const path = join(packages, name, 'package.json')
      const { exports } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
      const file = exports[`.${entry ?? ''}`]?.['@millrace/source']
      return file === undefined ? undefined : read(join(packages, name, file))
    }
    const path = join(dirname(from.path), specifier)
    return specifier.startsWith('.') && existsSync(path) ? read(path) : undefined
  }

  function find(source: Source, name: string): Declared | undefined {
    for (const statement of source.program.body) {
      const node = declarationsIn(statement).get(name)
      if (node !== undefined) return { source, name, node, statement }
      if (statement.type !== 'ImportDeclaration') continue
      for (const specifier of statement.specifiers) {
        if (specifier.type !== 'ImportSpecifier' || specifier.local.name !== name) continue
        const from = resolve(source, statement.source.value)
        return from === undefined ? undefined : exported(from, nameOf(specifier.imported))
      }
    }
    return undefined
  }

  function exported(source: Source, name: string): Declared | undefined {
    for (const statement of source.program.body) {
      if (statement.type !== 'ExportNamedDeclaration') continue
      const specifier = statement.specifiers.find((one) => nameOf(one.exported) === name)
      if (specifier === undefined) continue
      if (statement.source === null) return find(source, nameOf(specifier.local))
      const from = resolve(source, statement.source.value)
      return from === undefined ? undefined : exported(from, nameOf(specifier.local))
    }
    return find(source, name)
  }

  return { read, find, exported, resolve, paths: () => [...files.keys()] }
}

interface Manifest {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The name in an import or export, which may be written as a string. */
export function nameOf(node: { readonly name: string } | { readonly value: unknown }): string {
  return 'name' in node ? node.name : String(node.value)
}

/** What a statement declares, by name. */
function declarationsIn(statement: Statement): ReadonlyMap<string, Node> {
  const declaration =
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  switch (declaration?.type) {
    case 'VariableDeclaration':
      return new Map(
        declaration.declarations.flatMap((one) =>
          one.id.type === 'Identifier' ? [[one.id.name, one]] : [],
        ),
      )
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return new Map(declaration.id === null ? [] : [[declaration.id.name, declaration]])
    default:
      return new Map()
  }
}

/** A piece of the source, on one line. */
export function written({ code }: Source, { start, end }: { start: number; end: number }): string {
  return code.slice(start, end).replace(/\s+/g, ' ')
}

/** The docstring before a node: a line for each paragraph and each tag. Empty where there is none. */
export function docstringOf({ code, comments }: Source, { start }: { start: number }): string {
  const before = comments.findLast(({ end }) => end <= start)
  if (before?.type !== 'Block' || !before.value.startsWith('*')) return ''
  if (code.slice(before.end, start).trim() !== '') return ''
  const lines = before.value.slice(1).split('\n')
  return lines
    .map((line) => line.replace(/^\s*\* ?/, '').trim())
    .map((line) => (line === '' || line.startsWith('@') ? `\n${line}` : ` ${line}`))
    .join('')
    .replace(/ *\n[ \n]*/g, '\n')
    .trim()
}

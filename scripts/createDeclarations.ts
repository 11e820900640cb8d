import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Comment, type Node, parseSync, type Statement } from 'oxc-parser'

/** What a name stands for: something declared in a file, all that a file exports, or what another package has. */
export type Meaning =
  | { readonly kind: 'declared'; readonly path: string; readonly name: string }
  | { readonly kind: 'namespace'; readonly path: string }
  | { readonly kind: 'elsewhere'; readonly specifier: string; readonly name: string }

/** Files of declarations as `tsc` writes them, each read once. */
export interface Declarations {
  /** What a file exports, re-exports followed within the package. */
  readonly exportsOf: (path: string) => ReadonlyMap<string, Meaning>
  /** What a name means in a file; undefined where it is of the language. */
  readonly find: (path: string, name: string) => Meaning | undefined
  /** What is declared by this name: several nodes for overloads, or for a type and a value. */
  readonly nodesOf: (path: string, name: string) => readonly Node[]
  /** What is written there, without comments and with these places written otherwise. */
  readonly written: (path: string, span: Span, edits?: readonly Edit[]) => string
  /** The file that another one names. */
  readonly resolve: (from: string, specifier: string) => string
}

interface Span {
  readonly start: number
  readonly end: number
}

interface Edit extends Span {
  readonly text: string
}

interface File {
  readonly code: string
  readonly comments: readonly Comment[]
  readonly body: readonly Statement[]
  readonly declared: ReadonlyMap<string, readonly Node[]>
}

export function createDeclarations(): Declarations {
  const files = new Map<string, File>()

  function read(path: string): File {
    const known = files.get(path)
    if (known !== undefined) return known
    const code = readFileSync(path, 'utf8')
    const { program, comments, errors } = parseSync(path, code)
    const [error] = errors
    if (error !== undefined) throw new Error(`${path}: ${error.message}`)
    const file = { code, comments, body: program.body, declared: declaredIn(program.body) }
    files.set(path, file)
    return file
  }

  function resolve(from: string, specifier: string): string {
    const path = join(dirname(from), specifier.replace(/\.[jt]sx?$/, '.d.ts'))
    if (!existsSync(path)) throw new Error(`${from} names ${specifier}, which is not there.`)
    return path
  }

  /** What a name of another file means, given how that file is named. */
  function there(from: string, specifier: string, name: string): Meaning | undefined {
    if (!specifier.startsWith('.')) return { kind: 'elsewhere', specifier, name }
    return exportsOf(resolve(from, specifier)).get(name)
  }

  function exportsOf(path: string): ReadonlyMap<string, Meaning> {
    const exported = new Map<string, Meaning>()
    const add = (name: string, meaning: Meaning | undefined): void => {
      if (meaning === undefined) throw new Error(`${path} exports ${name}, which is not there.`)
      exported.set(name, meaning)
    }
    for (const statement of read(path).body) {
      if (statement.type === 'ExportDefaultDeclaration')
        throw new Error(`${path} has a default export: give it a name.`)
      if (statement.type === 'ExportAllDeclaration') {
        const specifier = statement.source.value
        if (!specifier.startsWith('.'))
          throw new Error(`${path} exports all of ${specifier}: name what it exports.`)
        const from = resolve(path, specifier)
        if (statement.exported !== null)
          add(nameOf(statement.exported), { kind: 'namespace', path: from })
        else for (const [name, meaning] of exportsOf(from)) add(name, meaning)
      }
      if (statement.type !== 'ExportNamedDeclaration') continue
      for (const name of declaredIn([statement]).keys()) add(name, { kind: 'declared', path, name })
      for (const { local, exported: as } of statement.specifiers) {
        const name = nameOf(local)
        const source = statement.source?.value
        add(nameOf(as), source === undefined ? find(path, name) : there(path, source, name))
      }
    }
    return exported
  }

  function find(path: string, name: string): Meaning | undefined {
    const { declared, body } = read(path)
    if (declared.has(name)) return { kind: 'declared', path, name }
    for (const statement of body) {
      if (statement.type !== 'ImportDeclaration') continue
      const specifier = statement.specifiers.find(({ local }) => local.name === name)
      if (specifier === undefined) continue
      const source = statement.source.value
      if (specifier.type === 'ImportSpecifier')
        return there(path, source, nameOf(specifier.imported))
      if (!source.startsWith('.')) return { kind: 'elsewhere', specifier: source, name }
      return { kind: 'namespace', path: resolve(path, source) }
    }
    return undefined
  }

  function written(path: string, { start, end }: Span, edits: readonly Edit[] = []): string {
    const { code, comments } = read(path)
    const withoutComments = comments.map((comment) => ({
      start: comment.start,
      end: comment.end + code.slice(comment.end).search(/\S|$/),
      text: '',
    }))
    let text = ''
    let at = start
    const all = [...withoutComments, ...edits].toSorted((one, other) => one.start - other.start)
    for (const edit of all) {
      if (edit.start < at || edit.end > end) continue
      text += code.slice(at, edit.start) + edit.text
      at = edit.end
    }
    return text + code.slice(at, end)
  }

  return {
    exportsOf,
    find,
    nodesOf: (path, name) => read(path).declared.get(name) ?? [],
    written,
    resolve,
  }
}

function nameOf(node: { readonly name: string } | { readonly value: unknown }): string {
  return 'name' in node ? node.name : String(node.value)
}

/** What is declared at the top of a file, by name; of a `const`, its declarator. */
function declaredIn(body: readonly Statement[]): ReadonlyMap<string, readonly Node[]> {
  const declared = new Map<string, readonly Node[]>()
  const add = (name: string, node: Node): void => {
    declared.set(name, [...(declared.get(name) ?? []), node])
  }
  for (const statement of body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    switch (node?.type) {
      case 'VariableDeclaration':
        for (const one of node.declarations) if (one.id.type === 'Identifier') add(one.id.name, one)
        break
      case 'TSDeclareFunction':
      case 'ClassDeclaration':
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        if (node.id !== null) add(node.id.name, node)
    }
  }
  return declared
}

/** A node and all below it. */
export function* nodesIn(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && typeof value.type === 'string') yield value as Node
  for (const child of Object.values(value)) yield* nodesIn(child)
}

import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Expression, Node, ParamPattern, TSType } from 'oxc-parser'
import {
  createSources,
  type Declared,
  docstringOf,
  nameOf,
  type Source,
  type Sources,
  written,
} from './createSources.ts'
import { hooksIn, marksIn } from './hooksIn.ts'
import { exportOf } from './exportOf.ts'
import type { Export, Member, Part, Shape } from './Reference.ts'
import { keyOf, noShape, shapeOf } from './shapeOf.ts'

/** What `@millrace/react` is made of, read from its sources. */
export interface Package {
  /** Those that can be imported, family by family, and then those that only others render. */
  readonly parts: readonly Part[]
  /** Hooks, functions, values and types that can be imported. */
  readonly exports: readonly Export[]
  /** The files that were read. */
  readonly paths: readonly string[]
}

/** Reads the package. @param packages - The folder that holds it and those it needs. */
export function readParts(packages: string): Package {
  const sources = createSources(packages)
  const folder = join(packages, 'react/src')
  const index = sources.read(join(folder, 'index.ts'))
  const named = namedIn(sources, index)
  const parts = named.flatMap((one) => partOf(sources, folder, one) ?? [])
  const known = new Set(parts.map(({ path, exportName }) => `${path} ${exportName}`))
  const inner = componentsBelow(sources, folder).flatMap(
    (one) => partOf(sources, folder, one) ?? [],
  )
  return {
    parts: [
      ...parts.toSorted(byFamily),
      ...inner.filter(
        ({ path, exportName, nodes }) => nodes.length > 0 && !known.has(`${path} ${exportName}`),
      ),
    ],
    exports: named.flatMap(({ name, declared }) =>
      isPart(name, declared) ? [] : (exportOf(sources, name, declared) ?? []),
    ),
    paths: sources.paths(),
  }
}

/** Something declared, and the name it has for who imports it. */
interface Named {
  readonly name: string
  readonly family: string | undefined
  readonly declared: Declared
}

function byFamily({ family: one = '' }: Part, { family: other = '' }: Part): number {
  if (one === other) return 0
  if (one === 'Chat' || other === 'Chat') return one === 'Chat' ? -1 : 1
  return one < other ? -1 : 1
}

/** What an index exports. What is exported by itself is of the family whose folder it is in. */
function namedIn(sources: Sources, index: Source): readonly Named[] {
  const names: Named[] = []
  const families = new Map<string, string>()
  const alone: { name: string; declared: Declared; folder: string }[] = []
  for (const statement of index.program.body) {
    if (statement.type === 'ExportAllDeclaration' && statement.exported !== null) {
      const family = nameOf(statement.exported)
      const file = sources.resolve(index, statement.source.value)
      if (file === undefined) continue
      families.set(dirname(file.path), family)
      for (const name of exportsOf(file)) {
        const declared = sources.exported(file, name)
        if (declared !== undefined) names.push({ name: `${family}.${name}`, family, declared })
      }
    }
    if (statement.type !== 'ExportNamedDeclaration') continue
    for (const { exported } of statement.specifiers) {
      const declared = sources.exported(index, nameOf(exported))
      if (declared === undefined) continue
      alone.push({ name: nameOf(exported), declared, folder: dirname(declared.source.path) })
    }
  }
  for (const { name, folder } of alone) {
    if (isComponentName(name) && !families.has(folder)) families.set(folder, name)
  }
  return [...names, ...alone.map((one) => ({ ...one, family: families.get(one.folder) }))]
}

function exportsOf({ program }: Source): readonly string[] {
  return program.body.flatMap((statement) =>
    statement.type === 'ExportNamedDeclaration'
      ? statement.specifiers.map(({ exported }) => nameOf(exported))
      : [],
  )
}

/** Whether it is told with the parts: a component, or a context that is rendered as one. */
function isPart(name: string, { node }: Declared): boolean {
  return (
    isComponentName(name) &&
    (node.type === 'FunctionDeclaration' || node.type === 'VariableDeclarator')
  )
}

function isComponentName(name: string): boolean {
  return /^[A-Z]/.test(name)
}

/** All components that a file of a folder exports. */
function componentsBelow(sources: Sources, folder: string): readonly Named[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tsx') && !/\.(?:test|stories)\.tsx$|fixtures/.test(path))
    .toSorted()
  return paths.flatMap((path) => {
    const source = sources.read(join(folder, path))
    return source.program.body.flatMap((statement): readonly Named[] => {
      if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) return []
      const { declaration } = statement
      const id =
        declaration.type === 'VariableDeclaration'
          ? declaration.declarations[0]?.id
          : 'id' in declaration
            ? declaration.id
            : undefined
      if (id?.type !== 'Identifier' || !isComponentName(id.name)) return []
      const declared = sources.find(source, id.name)
      return declared === undefined ? [] : [{ name: id.name, family: undefined, declared }]
    })
  })
}

/** The part that is declared; undefined for what is none: hooks, values, types. */
function partOf(sources: Sources, folder: string, named: Named): Part | undefined {
  const { name, family, declared } = named
  const { source, node, statement } = declared
  if (!isComponentName(name)) return undefined
  const given = givenTo(node)
  const context = contextValue(source, node)
  if (given === undefined && context === undefined) return undefined
  const shape = given === undefined ? noShape : propsOf(sources, source, given)
  const { nodes, values } = marksIn(source.program)
  const text = docstringOf(source, statement)
  const hooks = hooksIn(text, { values: given === undefined ? new Map() : values }, shape.state)
  return {
    ...shape,
    ...(context === undefined ? {} : { members: [context] }),
    name,
    family,
    path: relative(folder, source.path),
    exportName: declared.name,
    text,
    nodes: given === undefined ? [] : nodes,
    attributes: hooks.filter((one) => !one.name.startsWith('--')),
    variables: hooks.filter((one) => one.name.startsWith('--')),
  }
}

/** The parameters of a component: a function, which may be in a `memo`. */
function givenTo(node: Node): readonly ParamPattern[] | undefined {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return node.params
    case 'VariableDeclarator':
      return node.init === null ? undefined : givenTo(node.init)
    case 'CallExpression': {
      const [first] = node.arguments
      const isMemo = node.callee.type === 'Identifier' && node.callee.name === 'memo'
      return isMemo && first !== undefined ? givenTo(first) : undefined
    }
    default:
      return undefined
  }
}

/** What a context of React's is given: it is rendered as `<SourcesContext value={…}>`. */
function contextValue(source: Source, node: Node): Member | undefined {
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return undefined
  const type = node.id.typeAnnotation?.typeAnnotation
  if (type?.type !== 'TSTypeReference' || written(source, type.typeName) !== 'Context') {
    return undefined
  }
  const [value] = type.typeArguments?.params ?? []
  if (value === undefined) return undefined
  return {
    name: 'value',
    type: written(source, value),
    required: true,
    fallback: undefined,
    text: '',
  }
}

function propsOf(sources: Sources, source: Source, [first]: readonly ParamPattern[]): Shape {
  if (first === undefined) return noShape
  const type = 'typeAnnotation' in first ? first.typeAnnotation?.typeAnnotation : undefined
  if (type == null) return noShape
  const shape = shapeOf(sources, source, type as TSType)
  const defaults = defaultsIn(source, first)
  return {
    ...shape,
    members: shape.members.map((one) => ({
      ...one,
      fallback: defaults.get(one.name) ?? one.fallback,
    })),
  }
}

/** What a parameter that is taken apart takes where nothing is given. */
function defaultsIn(source: Source, pattern: ParamPattern): ReadonlyMap<string, string> {
  if (pattern.type !== 'ObjectPattern') return new Map()
  return new Map(
    pattern.properties.flatMap((one) =>
      one.type === 'Property' && one.value.type === 'AssignmentPattern'
        ? [[keyOf(source, one.key), plain(source, one.value.right)]]
        : [],
    ),
  )
}

function plain(source: Source, value: Expression): string {
  return value.type === 'Literal' && typeof value.value === 'string'
    ? value.value
    : written(source, value)
}

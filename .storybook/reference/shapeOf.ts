import type { PropertyKey, TSSignature, TSType } from 'oxc-parser'
import { docstringOf, type Source, type Sources, written } from './createSources.ts'
import type { Member, Shape } from './Reference.ts'

export const noShape: Shape = {
  tag: undefined,
  without: [],
  styled: false,
  state: [],
  stateType: undefined,
  members: [],
  more: [],
}

/** What is in a type: members with their docstrings, followed through names, imports and the usual utilities. */
export function shapeOf(sources: Sources, source: Source, type: TSType): Shape {
  switch (type.type) {
    case 'TSParenthesizedType':
      return shapeOf(sources, source, type.typeAnnotation)
    case 'TSIntersectionType':
      return together(type.types.map((one) => shapeOf(sources, source, one)))
    case 'TSUnionType':
      return oneOf(
        written(source, type),
        type.types.map((one) => shapeOf(sources, source, one)),
      )
    case 'TSTypeLiteral':
      return membersOf(sources, source, type.members)
    case 'TSTypeReference':
      return referred(sources, source, {
        name: written(source, type.typeName),
        given: type.typeArguments?.params ?? [],
        text: written(source, type),
      })
    default:
      return { ...noShape, more: [written(source, type)] }
  }
}

function together(shapes: readonly Shape[]): Shape {
  const members = new Map<string, Member>()
  for (const one of shapes.flatMap((shape) => shape.members)) {
    if (!members.has(one.name)) members.set(one.name, one)
  }
  return {
    tag: shapes.find(({ tag }) => tag !== undefined)?.tag,
    without: shapes.flatMap(({ without }) => without),
    styled: shapes.some(({ styled }) => styled),
    state: shapes.flatMap(({ state }) => state),
    stateType: shapes.find(({ stateType }) => stateType !== undefined)?.stateType,
    members: [...members.values()],
    more: shapes.flatMap(({ more }) => more),
  }
}

/** What is in one of several types: what only some of them have may be missing. */
function oneOf(type: string, shapes: readonly Shape[]): Shape {
  if (shapes.some(({ members, more }) => members.length === 0 || more.length > 0)) {
    return { ...noShape, more: [type] }
  }
  const names = new Set(shapes.flatMap(({ members }) => members.map(({ name }) => name)))
  const members = [...names].flatMap((name): readonly Member[] => {
    const all = shapes.flatMap((shape) => shape.members.filter((one) => one.name === name))
    const [first] = all
    if (first === undefined) return []
    const types = new Set(all.flatMap((one) => one.type.split(' | ')))
    const required = all.length === shapes.length && all.every((one) => one.required)
    return [{ ...first, type: [...types].join(' | '), required }]
  })
  return { ...noShape, members }
}

/** A name of a type with its arguments, as it stands in a type or behind `extends`. */
interface Reference {
  readonly name: string
  readonly given: readonly TSType[]
  readonly text: string
}

function referred(sources: Sources, source: Source, { name, given, text }: Reference): Shape {
  const [first, second] = given
  if (first !== undefined) {
    const { literals } = literalsIn(sources, source, second)
    switch (name) {
      case 'PartProps':
        return { ...stateOf(sources, source, second), tag: quoted(first), styled: true }
      case 'ComponentProps':
        return quoted(first) === undefined
          ? { ...noShape, more: [text] }
          : { ...noShape, tag: quoted(first) }
      case 'Partial':
        return changed(shapeOf(sources, source, first), () => true, { required: false })
      case 'Readonly':
        return shapeOf(sources, source, first)
      case 'Pick':
        return changed(shapeOf(sources, source, first), (one) => literals.includes(one))
      case 'Omit': {
        const shape = shapeOf(sources, source, first)
        const left = changed(shape, (one) => !literals.includes(one))
        return shape.tag === undefined
          ? left
          : { ...left, without: [...shape.without, ...literals] }
      }
    }
  }
  return namedShape(sources, source, name) ?? { ...noShape, more: [text] }
}

/** What is in the type of a name; undefined where that is no type of ours. */
export function namedShape(sources: Sources, source: Source, name: string): Shape | undefined {
  const found = sources.find(source, name)
  switch (found?.node.type) {
    case 'TSTypeAliasDeclaration':
      return shapeOf(sources, found.source, found.node.typeAnnotation)
    case 'TSInterfaceDeclaration': {
      const { node } = found
      const above = node.extends.map((one) =>
        referred(sources, found.source, {
          name: written(found.source, one.expression),
          given: one.typeArguments?.params ?? [],
          text: written(found.source, one),
        }),
      )
      return together([membersOf(sources, found.source, node.body.body), ...above])
    }
    default:
      return undefined
  }
}

function changed(
  shape: Shape,
  keep: (name: string) => boolean,
  change: Partial<Member> = {},
): Shape {
  const members = shape.members.filter(({ name }) => keep(name))
  return { ...shape, members: members.map((one) => ({ ...one, ...change })) }
}

function stateOf(sources: Sources, source: Source, type: TSType | undefined): Shape {
  if (type === undefined) return noShape
  const { members } = shapeOf(sources, source, type)
  return members.length > 0
    ? { ...noShape, state: members }
    : { ...noShape, stateType: typeText(sources, source, type) }
}

function membersOf(sources: Sources, source: Source, signatures: readonly TSSignature[]): Shape {
  const members = signatures.flatMap((one): readonly Member[] => {
    if (one.type !== 'TSPropertySignature' && one.type !== 'TSMethodSignature') return []
    const text = docstringOf(source, one)
    const type =
      one.type === 'TSMethodSignature'
        ? written(source, one)
        : typeText(sources, source, one.typeAnnotation?.typeAnnotation)
    return [
      {
        name: keyOf(source, one.key),
        type,
        required: !one.optional,
        fallback: fallbackIn(text),
        text,
      },
    ]
  })
  return { ...noShape, members }
}

/** The name in a key, which may be written as a string. */
export function keyOf(source: Source, key: PropertyKey): string {
  return key.type === 'Literal' ? String(key.value) : written(source, key)
}

/** The default that a docstring names: `Default 100`, or `follow` behind which it says (default), or: the default. */
function fallbackIn(text: string): string | undefined {
  const [, named] = /\bDefault (`[^`]+`|(?:true|false|none)\b|-?\d[\d,]*)/.exec(text) ?? []
  const [, marked] = /`([^`]+)`(?:[^`.,;:]*\(default\)|, the default\b)/.exec(text) ?? []
  return (named ?? marked)?.replaceAll('`', '')
}

/** A type as it is written, with the names of a few literals replaced by these. It goes without `undefined`. */
function typeText(sources: Sources, source: Source, type: TSType | undefined): string {
  if (type === undefined) return 'unknown'
  const parts = type.type === 'TSUnionType' ? type.types : [type]
  const texts = parts
    .filter((part) => part.type !== 'TSUndefinedKeyword')
    .map((part) => {
      const { literals, isAll } = literalsIn(sources, source, part)
      return isAll ? literals.map((one) => `'${one}'`).join(' | ') : written(source, part)
    })
  const [first = '', ...others] = new Set(texts)
  // A function among others stands in brackets, and needs none alone.
  return others.length === 0 ? first.replace(/^\((\(.*)\)$/, '$1') : [first, ...others].join(' | ')
}

interface Literals {
  readonly literals: readonly string[]
  /** Whether the type is nothing else. */
  readonly isAll: boolean
}

/** The strings that a type allows. */
function literalsIn(sources: Sources, source: Source, type: TSType | undefined): Literals {
  switch (type?.type) {
    case 'TSLiteralType': {
      const value = quoted(type)
      return { literals: value === undefined ? [] : [value], isAll: value !== undefined }
    }
    case 'TSUnionType': {
      const all = type.types
        .filter((one) => one.type !== 'TSUndefinedKeyword')
        .map((one) => literalsIn(sources, source, one))
      return {
        literals: all.flatMap(({ literals }) => literals),
        isAll: all.every(({ isAll }) => isAll),
      }
    }
    case 'TSTypeReference': {
      const found = sources.find(source, written(source, type.typeName))
      return found?.node.type === 'TSTypeAliasDeclaration'
        ? literalsIn(sources, found.source, found.node.typeAnnotation)
        : none
    }
    case 'TSIndexedAccessType': {
      const name = quoted(type.indexType)
      const { members } = shapeOf(sources, source, type.objectType)
      const literals = stringsIn(members.find((one) => one.name === name)?.type ?? '')
      return { literals, isAll: literals.length > 0 }
    }
    default:
      return none
  }
}

const none: Literals = { literals: [], isAll: false }

/** The strings of a type that is nothing but strings, as it is written: `'near' | 'over'`. */
export function stringsIn(type: string): readonly string[] {
  const isAll = /^'[^']*'(?: \| '[^']*')*$/.test(type)
  return isAll ? [...type.matchAll(/'([^']*)'/g)].map(([, one]) => one ?? '') : []
}

function quoted(type: TSType): string | undefined {
  if (type.type !== 'TSLiteralType' || type.literal.type !== 'Literal') return undefined
  return typeof type.literal.value === 'string' ? type.literal.value : undefined
}

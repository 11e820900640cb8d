import type { PropertyKey, TSSignature, TSType, TSTypeReference } from 'oxc-parser'
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
    case 'TSTypeLiteral':
      return membersOf(sources, source, type.members)
    case 'TSTypeReference':
      return referred(sources, source, type)
    default:
      return { ...noShape, more: [written(source, type)] }
  }
}

function together(shapes: readonly Shape[]): Shape {
  const last = shapes.findLast(({ tag }) => tag !== undefined) ?? noShape
  const members = new Map(shapes.flatMap((shape) => shape.members.map((one) => [one.name, one])))
  return {
    tag: last.tag,
    without: shapes.flatMap(({ without }) => without),
    styled: shapes.some(({ styled }) => styled),
    state: shapes.flatMap(({ state }) => state),
    stateType: shapes.find(({ stateType }) => stateType !== undefined)?.stateType,
    members: [...members.values()],
    more: shapes.flatMap(({ more }) => more),
  }
}

function referred(sources: Sources, source: Source, type: TSTypeReference): Shape {
  const name = written(source, type.typeName)
  const [first, second] = type.typeArguments?.params ?? []
  if (first !== undefined) {
    const { literals } = literalsIn(sources, source, second)
    switch (name) {
      case 'PartProps':
        return { ...stateOf(sources, source, second), tag: quoted(first), styled: true }
      case 'ComponentProps':
        return quoted(first) === undefined
          ? { ...noShape, more: [written(source, type)] }
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
        return shape.tag === undefined ? left : { ...left, without: [...shape.without, ...literals] }
      }
    }
  }
  const found = sources.find(source, name)
  switch (found?.node.type) {
    case 'TSTypeAliasDeclaration':
      return shapeOf(sources, found.source, found.node.typeAnnotation)
    case 'TSInterfaceDeclaration': {
      const { node } = found
      // What an interface extends is written as a value, and is the reference that it looks like.
      const above = node.extends.map((one) =>
        referred(sources, found.source, {
          type: 'TSTypeReference',
          typeName: one.expression as TSTypeReference['typeName'],
          typeArguments: one.typeArguments,
          start: one.start,
          end: one.end,
        }),
      )
      return together([...above, membersOf(sources, found.source, node.body.body)])
    }
    default:
      return { ...noShape, more: [written(source, type)] }
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
export function fallbackIn(text: string): string | undefined {
  const [, named] = /\bDefault (`[^`]+`|(?:true|false|none)\b|-?\d[\d,]*)/.exec(text) ?? []
  const [, marked] = /`([^`]+)`(?:[^`.,;:]*\(default\)|, the default\b)/.exec(text) ?? []
  return (named ?? marked)?.replaceAll('`', '')
}

/** A type as it is written, with the names of a few literals replaced by these. It goes without `undefined`. */
export function typeText(sources: Sources, source: Source, type: TSType | undefined): string {
  if (type === undefined) return 'unknown'
  const parts = type.type === 'TSUnionType' ? type.types : [type]
  const texts = parts
    .filter((part) => part.type !== 'TSUndefinedKeyword')
    .map((part) => {
      const { literals, isAll } = literalsIn(sources, source, part)
      return isAll ? literals.map((one) => `'${one}'`).join(' | ') : written(source, part)
    })
  return [...new Set(texts)].join(' | ')
}

interface Literals {
  readonly literals: readonly string[]
  /** Whether the type is nothing else. */
  readonly isAll: boolean
}

/** The strings that a type allows. */
export function literalsIn(sources: Sources, source: Source, type: TSType | undefined): Literals {
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

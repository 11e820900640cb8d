import type { Class, ClassElement, TSTypeAnnotation, VariableDeclarator } from 'oxc-parser'
import { type Declared, docstringOf, type Source, type Sources, written } from './createSources.ts'
import type { Export, Member } from './Reference.ts'
import { keyOf, namedShape, noShape, shapeOf } from './shapeOf.ts'

/** What is said of a hook, a function, a value, a class or a type that can be imported. */
export function exportOf(
  sources: Sources,
  name: string,
  { source, node, statement }: Declared,
): Export | undefined {
  const text = docstringOf(source, statement)
  const one = { name, text, ...noShape }
  switch (node.type) {
    case 'TSInterfaceDeclaration': {
      const shape = namedShape(sources, source, node.id.name) ?? noShape
      const head = source.code.slice(node.start, node.body.start)
      return { ...one, ...shape, kind: 'type', signature: head.replace(/\s+/g, ' ').trim() }
    }
    case 'TSTypeAliasDeclaration': {
      const signature = source.code.slice(node.start, node.end)
      // Which members go together is in the code alone.
      if (node.typeAnnotation.type === 'TSUnionType') return { ...one, kind: 'type', signature }
      const shape = shapeOf(sources, source, node.typeAnnotation)
      return { ...one, ...shape, more: [], kind: 'type', signature }
    }
    case 'FunctionDeclaration': {
      const signature = source.code.slice(node.start, node.body?.start ?? node.end).trim()
      return { ...one, kind: /^use[A-Z]/.test(name) ? 'hook' : 'value', signature }
    }
    case 'VariableDeclarator':
      return { ...one, kind: 'value', signature: `const ${constantIn(source, node)}` }
    case 'ClassDeclaration':
      return {
        ...one,
        kind: 'value',
        signature: signatureOf(source, node),
        members: node.body.body.flatMap((member) => memberOf(source, member) ?? []),
      }
    default:
      return undefined
  }
}

/** A value by its name and type, or by itself where it is its own type. */
function constantIn(source: Source, { id, init }: VariableDeclarator): string {
  const name = written(source, id)
  return init?.type === 'Literal' && !name.includes(':')
    ? `${name} = ${written(source, init)}`
    : name
}

/** How a class is named and made. */
function signatureOf(source: Source, node: Class): string {
  const head = source.code.slice(node.start, node.body.start).replace(/\s+/g, ' ').trim()
  const made = node.body.body.find(
    (member) => member.type === 'MethodDefinition' && member.kind === 'constructor',
  )
  if (made?.type !== 'MethodDefinition' || made.value.body === null) return head
  const { start } = made
  return `${head} {\n  ${source.code.slice(start, made.value.body.start).trim()}\n}`
}

/** What can be read from an object of a class. */
function memberOf(source: Source, member: ClassElement): Member | undefined {
  const type = readTypeOf(member)
  if (type === undefined || !('key' in member)) return undefined
  return {
    name: keyOf(source, member.key),
    type: type === null ? '' : written(source, type.typeAnnotation),
    required: true,
    fallback: undefined,
    text: docstringOf(source, member),
  }
}

/** The type that is written of what can be read; undefined for what is private or no value. */
function readTypeOf(member: ClassElement): TSTypeAnnotation | null | undefined {
  switch (member.type) {
    case 'PropertyDefinition':
      return member.key.type === 'PrivateIdentifier' ? undefined : (member.typeAnnotation ?? null)
    case 'MethodDefinition':
      return member.kind === 'get' ? (member.value.returnType ?? null) : undefined
    default:
      return undefined
  }
}

import type { Node } from 'oxc-parser'
import { type Declarations, type Meaning, nodesIn } from './createDeclarations.ts'

type Declared = Extract<Meaning, { readonly kind: 'declared' }>

/** What the declarations of these name, and those in turn, that is of this package and none of these. By name. */
export function reachedDeclarations(
  declarations: Declarations,
  exported: readonly Meaning[],
): readonly Declared[] {
  const waiting = exported.flatMap((meaning) => declaredBy(declarations, meaning))
  const seen = new Set(waiting.map(keyOf))
  const reached: Declared[] = []
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    for (const meaning of namedBy(declarations, from)) {
      if (meaning.kind !== 'declared' || seen.has(keyOf(meaning))) continue
      seen.add(keyOf(meaning))
      reached.push(meaning)
      waiting.push(meaning)
    }
  }
  return reached.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

function keyOf({ path, name }: Declared): string {
  return `${name} ${path}`
}

/** What is declared behind an exported name: of a namespace, all that is in it. */
function declaredBy(declarations: Declarations, meaning: Meaning): Declared[] {
  if (meaning.kind === 'declared') return [meaning]
  if (meaning.kind === 'elsewhere') return []
  return [...declarations.exportsOf(meaning.path).values()].flatMap((member) =>
    declaredBy(declarations, member),
  )
}

/** What the declarations of a name refer to. */
function namedBy(declarations: Declarations, { path, name }: Declared): readonly Meaning[] {
  const nodes = declarations.nodesOf(path, name).flatMap((node) => [...nodesIn(node)])
  const parameters = new Set(
    nodes.flatMap((node) => (node.type === 'TSTypeParameter' ? [node.name.name] : [])),
  )
  return nodes.flatMap((node) => {
    const [first, second] = namePath(node)
    if (node.type === 'TSImportType') {
      if (!node.source.value.startsWith('.') || first === undefined) return []
      const file = declarations.resolve(path, node.source.value)
      return declarations.exportsOf(file).get(first) ?? []
    }
    if (first === undefined || parameters.has(first)) return []
    const meaning = declarations.find(path, first)
    if (meaning?.kind === 'namespace' && second !== undefined)
      return declarations.exportsOf(meaning.path).get(second) ?? []
    return meaning ?? []
  })
}

/** The names, joined by points, by which a node refers to something; none where it does not. */
function namePath(node: Node): readonly string[] {
  switch (node.type) {
    case 'TSTypeReference':
      return partsOf(node.typeName)
    case 'TSTypeQuery':
      return partsOf(node.exprName)
    case 'TSImportType':
      return node.qualifier === null ? [] : partsOf(node.qualifier)
    case 'TSInterfaceHeritage':
    case 'TSClassImplements':
      return partsOf(node.expression)
    case 'ClassDeclaration':
      return node.superClass === null ? [] : partsOf(node.superClass)
    default:
      return []
  }
}

function partsOf(node: Node): readonly string[] {
  switch (node.type) {
    case 'Identifier':
      return [node.name]
    case 'TSQualifiedName':
      return [...partsOf(node.left), node.right.name]
    case 'MemberExpression':
      return [...partsOf(node.object), ...partsOf(node.property)]
    default:
      return []
  }
}

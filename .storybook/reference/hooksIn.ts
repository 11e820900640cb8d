import { type Expression, type Program, Visitor } from 'oxc-parser'
import type { Hook, Member } from './Reference.ts'
import { stringsIn } from './shapeOf.ts'

/** What a file says of the nodes it makes. */
export interface Marks {
  /** Each `data-part`, in order. */
  readonly nodes: readonly string[]
  /** Other attributes and variables, with the strings they can be where the source shows these. */
  readonly values: ReadonlyMap<string, readonly string[]>
}

/** Reads which attributes and variables the nodes of a file have. */
export function marksIn(program: Program): Marks {
  const nodes = new Set<string>()
  const values = new Map<string, readonly string[]>()

  function mark(name: string, value: Expression | undefined): void {
    const strings = value === undefined ? [] : literalsOf(value)
    // An action of a message says what its node is called as `part`.
    if (name === 'data-part' || name === 'part') for (const one of strings) nodes.add(one)
    else if (/^(?:data|--millrace)-/.test(name)) {
      values.set(name, [...(values.get(name) ?? []), ...strings.filter((one) => one !== '')])
    }
  }

  new Visitor({
    Property({ key, value }) {
      if (key.type === 'Literal') mark(String(key.value), value as Expression)
      else if (key.type === 'Identifier') mark(key.name, value as Expression)
    },
    JSXAttribute({ name, value }) {
      if (name.type !== 'JSXIdentifier') return
      if (value?.type === 'Literal') mark(name.name, value)
      else if (value?.type === 'JSXExpressionContainer')
        mark(name.name, value.expression as Expression)
    },
  }).visit(program)
  return { nodes: [...nodes], values }
}

function literalsOf(value: Expression): readonly string[] {
  if (value.type === 'Literal') return typeof value.value === 'string' ? [value.value] : []
  if (value.type !== 'ConditionalExpression') return []
  return [...literalsOf(value.consequent), ...literalsOf(value.alternate)]
}

/**
 * The attributes and variables of a part: those its docstring names, with what it says of each, and those that only its
 * source shows. @param state - What the part is said to show: an attribute of that name has its values.
 */
export function hooksIn(
  text: string,
  { values }: Pick<Marks, 'values'>,
  state: readonly Member[],
): readonly Hook[] {
  const told = clausesOf(text)
  return [...new Set([...told.keys(), ...values.keys()])].map((name) => {
    const clause = told.get(name) ?? ''
    const shown = state.find((one) => one.name === camelCase(name))
    const known = [...new Set([...(values.get(name) ?? []), ...stringsIn(shown?.type ?? '')])]
    const isTold = known.every((one) => clause.includes(`\`${one}\``))
    return { name, text: clause, values: isTold ? [] : known }
  })
}

/** `data-message-id` is `messageId` in a state. */
function camelCase(name: string): string {
  return name
    .replace(/^data-/, '')
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

const named = /`((?:data|aria|--millrace)-[a-z]+(?:-[a-z]+)*)`/g

/** What a docstring says of each attribute and variable: from its name to the next, or to the end of the sentence. */
function clausesOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(named)].filter(([, name]) => name !== 'data-part')
  return new Map(
    found.map((match, index) => {
      const from = match.index + match[0].length
      const next = found[index + 1]?.index ?? text.length
      const [clause = ''] = text.slice(from, next).split(/[.;](?:\s|$)|\n/)
      return [match[1] ?? '', clause.replace(/^[\s,:]+|[\s,:]+(?:and)?\s*$/g, '')]
    }),
  )
}

import type { Variable } from './Reference.ts'

/**
 * The variables that a stylesheet reads and a page may set, in their order there, with what they are where nobody sets
 * them. @param own - Those that a part sets itself.
 */
export function readVariables(css: string, own: ReadonlySet<string>): readonly Variable[] {
  const rules = css.replace(/\/\*[^]*?\*\//g, '')
  // What comes later is for a few nodes: the first declaration is that of the chat.
  const inner = new Map<string, string>()
  for (const [, name = '', value = ''] of rules.matchAll(/(--_[a-z-]+):([^;]+);/g)) {
    if (!inner.has(name)) inner.set(name, value)
  }
  const found = new Map<string, Variable>()
  for (const { index } of rules.matchAll(/var\(\s*--millrace-/g)) {
    const { first: name, rest } = callAt(rules, index + 'var('.length)
    const known = found.get(name)
    if (own.has(name) || (known !== undefined && known.light !== '')) continue
    const [light, dark] = [inScheme(rest, 'light', inner), inScheme(rest, 'dark', inner)]
    found.set(name, { name, light, dark })
  }
  return [...found.values()]
}

interface Call {
  /** Its first argument. */
  readonly first: string
  /** All the others, as one text. */
  readonly rest: string
  /** Behind its last bracket. */
  readonly end: number
}

/** A call of a function, from behind its first bracket. */
function callAt(text: string, from: number): Call {
  let depth = 1
  let comma: number | undefined
  for (let at = from; at < text.length; at++) {
    const letter = text[at]
    if (letter === '(') depth++
    if (letter === ',' && depth === 1) comma ??= at
    if (letter !== ')' || --depth > 0) continue
    const rest = comma === undefined ? '' : tidy(text.slice(comma + 1, at))
    return { first: tidy(text.slice(from, comma ?? at)), rest, end: at + 1 }
  }
  throw new Error('A bracket of the stylesheet is not closed.')
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** A value as it is in light or dark, with what the stylesheet calls by names of its own written out. */
function inScheme(
  value: string,
  scheme: 'light' | 'dark',
  inner: ReadonlyMap<string, string>,
): string {
  const found = /\b(light-dark|var)\(/.exec(value)
  if (found === null) return tidy(value)
  const { first, rest, end } = callAt(value, found.index + found[0].length)
  const inLight = scheme === 'light' ? first : rest
  const chosen = found[1] === 'light-dark' ? inLight : (inner.get(first) ?? rest)
  return inScheme(value.slice(0, found.index) + chosen + value.slice(end), scheme, inner)
}

import type { Names } from './createNames.ts'
import { redactText } from './redactText.ts'

/** Deeper than that nothing of a value is kept. */
const maxDepth = 200

/** A JSON value of the same shape: other keys, other texts, other numbers. What is yes, no or nothing stays. */
export function redactJson(value: unknown, names: Names, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'number') return redactNumber(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === maxDepth) return null
  if (Array.isArray(value)) return value.map((item) => redactJson(item, names, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      names.key(key),
      redactJson(item, names, depth + 1),
    ]),
  )
}

/** A number with as many digits, which begin with 1; zero is zero. */
function redactNumber(value: number): number {
  return Number(redactDigits(String(value)))
}

/**
 * JSON as it is being written, a piece of it or all, unit for unit of UTF-16: it can be read as far as it could be before.
 * Texts, numbers and keys become what `redactJson` makes of them.
 */
export function redactJsonText(text: string, names: Names): string {
  let redacted = ''
  for (let at = 0; at < text.length;) {
    const end = tokenEnd(text, at)
    const token = text.slice(at, end)
    if (token.startsWith('"')) redacted += redactQuoted(token, isBeforeColon(text, end), names)
    else if (/^[-\d]/.test(token)) redacted += redactDigits(token)
    else redacted += isWord(token, end === text.length) ? token : redactText(token)
    at = end
  }
  return redacted
}

/** Loops and no pattern: of a text of 10 MB a pattern remembers each letter. */
function tokenEnd(text: string, from: number): number {
  const first = text[from] ?? ''
  let end = from + 1
  if (first === '"') {
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    return Math.min(end + 1, text.length)
  }
  const pattern = [/[-\d]/, /[a-z]/].find((one) => one.test(first))
  const within = pattern?.source === '[-\\d]' ? /[\d.eE+-]/ : pattern
  const belongs = (letter: string): boolean =>
    within === undefined ? !/["\-\da-z]/.test(letter) : within.test(letter)
  while (end < text.length && belongs(text[end] ?? '')) end++
  return end
}

function isBeforeColon(text: string, from: number): boolean {
  let at = from
  while (at < text.length && /\s/.test(text[at] ?? '')) at++
  return text[at] === ':'
}

const words = ['true', 'false', 'null']

/** Whether a token is one of the words of JSON, or where the text breaks off the beginning of one. */
function isWord(token: string, isLast: boolean): boolean {
  return words.some((word) => word === token || (isLast && word.startsWith(token)))
}

/** What is zero stays it: it says that there is nothing, and no number may begin with one of more digits. */
function redactDigits(token: string): string {
  if (!/[1-9]/.test(token)) return token
  return token.replace(/\d/g, '0').replace('0', '1')
}

function redactQuoted(token: string, isKey: boolean, names: Names): string {
  const closing = isClosed(token) ? '"' : ''
  const inner = token.slice(1, token.length - closing.length)
  if (isKey && !inner.includes('\\')) return `"${names.key(inner)}${closing}`
  // Escapes are no words: what is between them is redacted, and what they stand for.
  const redacted = inner
    .split(escapes)
    .map((part) => (part.startsWith('\\') ? redactEscape(part) : redactText(part)))
  return `"${redacted.join('')}${closing}`
}

/** One escape, or the two of one character, or one that is not written to its end. */
const escapes =
  /(\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\u[\da-fA-F]{0,3}$|\\[^])/

function isClosed(token: string): boolean {
  if (token.length < 2 || !token.endsWith('"')) return false
  let slashes = 0
  while (token[token.length - 2 - slashes] === '\\') slashes++
  return slashes % 2 === 0
}

function redactEscape(escape: string): string {
  if (/^\\["\\/bfnrtu]$/.test(escape)) return escape
  if (escape.length < 3) return `\\${redactText(escape.slice(1))}`
  if (escape.length < 6) return `\\u${'0'.repeat(escape.length - 2)}`
  const units = escape.match(/[\da-fA-F]{4}/g) ?? []
  const redacted = redactText(
    String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))),
  )
  return units
    .map((_, at) => `\\u${redacted.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('')
}

import type { Message } from '@millrace/protocol'
import type { StoredPage } from '../../history/History.ts'

/** @throws {Error} the sentence, and what was expected and what came, where they are not the same value. */
export function expectSame(sentence: string, came: unknown, expected: unknown): void {
  const found = differenceOf(came, expected, '')
  if (found === undefined) return
  throw new Error(`${sentence} Expected ${shown(expected)}, came ${shown(came)}.`)
}

/** @throws {Error} where the page has other messages, others in number or order, or ends elsewhere. */
export function expectPage(
  sentence: string,
  page: StoredPage,
  expected: readonly Message[],
  more: boolean,
): void {
  if (!Array.isArray(page?.messages)) {
    throw new Error(`${sentence} Expected a page with a list of messages, came ${shown(page)}.`)
  }
  const came: readonly Message[] = page.messages
  const ids = came.map((one) => one?.id)
  const wanted = expected.map(({ id }) => id)
  if (differenceOf(ids, wanted, '') !== undefined) {
    const words = `Expected ${inWords(wanted)}, came ${inWords(ids)}${repeatIn(ids)}.`
    throw new Error(`${sentence} ${words}`)
  }
  for (const [at, one] of expected.entries()) expectMessage(sentence, came[at], one)
  expectSame(
    `${sentence} \`more\` says whether there are messages before these, as true or false.`,
    page.more,
    more,
  )
}

/** @throws {Error} where the message is another, with the place in it. */
export function expectMessage(sentence: string, came: unknown, expected: Message): void {
  const found = differenceOf(came, expected, 'message')
  if (found === undefined) return
  const { path, was, is } = found
  throw new Error(
    `${sentence} The message ${shown(expected.id)} came back changed: ${path} was ${was} and came back as ${is}.`,
  )
}

/** Messages by their ids. */
function inWords(ids: readonly unknown[]): string {
  if (ids.length === 0) return 'no message'
  const first = ids.slice(0, 12).map(shown).join(', ')
  return ids.length > 12 ? `${first} and ${ids.length - 12} more` : first
}

function repeatIn(ids: readonly unknown[]): string {
  const repeated = ids.find((id, at) => ids.indexOf(id) !== at)
  return repeated === undefined ? '' : ` (${shown(repeated)} more than once)`
}

interface Difference {
  readonly path: string
  readonly was: string
  readonly is: string
}

/** The first place where two values of JSON are not the same. Neither the order of keys counts nor `undefined`. */
function differenceOf(came: unknown, expected: unknown, path: string): Difference | undefined {
  if (came === expected) return undefined
  if (typeof came === 'string' && typeof expected === 'string') {
    return { path, ...unlike(expected, came) }
  }
  const here = { path, was: shown(expected), is: shown(came) }
  if (!isObject(came) || !isObject(expected)) return here
  if (Array.isArray(came) !== Array.isArray(expected)) return here
  if (Array.isArray(came) && Array.isArray(expected) && came.length !== expected.length) return here
  for (const key of new Set([...Object.keys(expected), ...Object.keys(came)])) {
    const found = differenceOf(ownValue(came, key), ownValue(expected, key), `${path}${step(key)}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** Two texts, from a little before the place where they part. */
function unlike(expected: string, came: string): Omit<Difference, 'path'> {
  const isLong = expected.length > longest && expected.length !== came.length
  let at = 0
  while (at < expected.length && expected[at] === came[at]) at++
  const part = (text: string) => shown(text.slice(Math.max(0, at - 20)))
  const length = (text: string) => (isLong ? ` (${text.length} characters)` : '')
  return { was: part(expected) + length(expected), is: part(came) + length(came) }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** `__proto__` that is no key of its own is not there. */
function ownValue(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function step(key: string): string {
  return /^\d+$/.test(key) ? `[${key}]` : `.${key}`
}

/** A value as JSON, its beginning where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

/** In a sentence, in UTF-16 units. */
const longest = 400

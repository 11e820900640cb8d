import { isRandom, keyPatterns, longestKey } from './keyPatterns.ts'
import type { Secret } from './secretsIn.ts'
import { writingsOf } from './writingsOf.ts'

/** What is looked for. */
export interface Sought {
  readonly secrets: readonly Secret[]
  /** See `LeakCheckOptions`. */
  readonly allow: readonly (string | RegExp)[]
}

/** Something in a text that is a key, or looks like one. */
export interface Finding {
  readonly start: number
  readonly end: number
  /** In words, without the key. */
  readonly what: string
  readonly hint?: string
}

export interface Finder {
  /** Nothing that it finds is longer. */
  readonly longest: number
  /**
   * What is in a text of one character for each byte, no two findings in the same place.
   * @param only - The values of variables alone, as in files that are no text.
   */
  find: (text: string, only?: 'values') => readonly Finding[]
}

/** Base64 that is long enough to hold a key; its length is that of what is decoded, times 4/3. */
const base64 = /(?<![\w+/-])[\w+/-]{28,}/g

/** Makes what finds the given secrets, and keys of known vendors, in plain text and in base64. */
export function createFinder({ secrets, allow }: Sought): Finder {
  // A pattern must not hide a value that is known to be secret: only its own text does.
  const values = secrets.filter(({ value }) => !allow.includes(value))
  const writings = values.flatMap(({ names, value }) => {
    const what = `the value of ${names.join(' and ')}`
    return writingsOf(value).map(({ text, encoding }) => ({ text, what: written(what, encoding) }))
  })

  function isAllowed(key: string): boolean {
    return allow.some((one) =>
      // `search` takes no notice of where a global expression stopped last.
      typeof one === 'string' ? one.includes(key) : key.search(one) >= 0,
    )
  }

  function* valuesIn(text: string): Generator<Finding> {
    for (const { text: writing, what } of writings) {
      for (let start = text.indexOf(writing); start >= 0;) {
        const end = start + writing.length
        yield { start, end, what }
        start = text.indexOf(writing, end)
      }
    }
  }

  function* keysIn(text: string): Generator<Finding> {
    for (const { kind, shape, hint } of keyPatterns) {
      for (const { 0: key, 1: prefix = '', 2: secret = '', index: start } of text.matchAll(shape)) {
        if (!isRandom(secret) || isAllowed(key)) continue
        const what = `${kind} (${prefix}…)`
        yield { start, end: start + key.length, what, ...(hint === undefined ? {} : { hint }) }
      }
    }
  }

  function* decodedIn(text: string): Generator<Finding> {
    for (const { 0: run, index } of text.matchAll(base64)) {
      // Where its groups of four begin is not known of a run whose beginning is in another piece.
      for (const shift of [0, 1, 2, 3]) {
        const decoded = Buffer.from(run.slice(shift), 'base64').toString('latin1')
        for (const { start, end, what, ...rest } of [...valuesIn(decoded), ...keysIn(decoded)]) {
          const [from, to] = [Math.floor((start * 4) / 3), Math.ceil((end * 4) / 3)]
          const at = index + shift
          yield { ...rest, start: at + from, end: at + to, what: written(what, 'base64') }
        }
      }
    }
  }

  const longestWriting = Math.max(0, ...writings.map(({ text }) => text.length))
  return {
    longest: Math.ceil((Math.max(longestWriting, longestKey) * 4) / 3),
    find(text, only) {
      const found = [...valuesIn(text)]
      if (only !== 'values') found.push(...keysIn(text), ...decodedIn(text))
      return withoutOverlaps(found)
    },
  }
}

function written(what: string, encoding: string | undefined): string {
  return encoding === undefined ? what : `${what}, in ${encoding}`
}

/** The first of those that are in the same place: it is the one that says most. */
function withoutOverlaps(findings: readonly Finding[]): readonly Finding[] {
  const kept: Finding[] = []
  for (const one of findings) {
    if (kept.every(({ start, end }) => one.end <= start || end <= one.start)) kept.push(one)
  }
  return kept.toSorted((a, b) => a.start - b.start)
}

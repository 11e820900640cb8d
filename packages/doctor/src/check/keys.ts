import { keysIn } from '../keys/keyPatterns.ts'
import { spellingsOf } from '../keys/spellingsOf.ts'
import { failed, ok, skipped } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'
import type { Heard } from '../request/createRequests.ts'

/** A value that must not come back, by a name that may be printed. */
export interface Secret {
  readonly name: string
  readonly value: string
}

/**
 * Whether anything that came looks like a provider's key, or has a value that must not come back (T-67).
 * @param own - What was sent along: whoever gets it back knew it before.
 */
export function keys(
  heard: readonly Heard[],
  secrets: readonly Secret[],
  own: readonly string[],
): Finding {
  if (heard.length === 0) return skipped('Nothing came that could be looked through.')
  const spellings = secrets.map(({ name, value }) => ({ name, values: spellingsOf(value) }))
  const found = new Set<string>()
  for (const { where, text } of heard) {
    for (const { name, values } of spellings) {
      if (values.some((value) => text.includes(value)))
        found.add(`the value of ${name} in ${where}`)
    }
    for (const { kind, text: key } of keysIn(text)) {
      if (!own.some((sent) => sent.includes(key))) found.add(`${kind} in ${where}`)
    }
  }
  if (found.size > 0) {
    return failed(
      `There is ${[...found].slice(0, 5).join(', ')}${found.size > 5 ? ' and more' : ''}.`,
      'Replace that key at its provider: who reads it can use it. Then see what writes texts of the provider, or headers, into an answer.',
    )
  }
  const names = secrets.map(({ name }) => name)
  const values = names.length === 0 ? '' : `, and none has the value of ${names.join(' or ')}`
  return ok(`None of ${heard.length} texts that came looks like a key${values}.`)
}

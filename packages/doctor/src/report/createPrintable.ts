import { spellingsOf } from '../keys/spellingsOf.ts'
import { likeKeys } from '../keys/keyPatterns.ts'

/** More than that is no sentence, in UTF-16 units. */
const longest = 800

/**
 * Makes the function that every text of a report goes through. What a server said is hostile: escape sequences, other
 * control characters and what turns the direction of writing are taken out (T-68), and secrets and what looks like a key
 * are masked (T-67). Masked first, cut afterwards: half a key is no match.
 * @param secrets - What must not be printed, in any of its spellings. Those of fewer than 8 characters
 *   could be any word, and are left alone.
 */
export function createPrintable(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets
    .filter((secret) => secret.trim().length >= 8)
    .flatMap(spellingsOf)
    .toSorted((a, b) => b.length - a.length)

  function masked(text: string): string {
    let kept = text
    for (const spelling of spellings) kept = kept.replaceAll(spelling, '[secret]')
    for (const pattern of likeKeys) kept = kept.replace(pattern, '[key]')
    return kept
  }

  return (text) => {
    // Twice: a secret may be broken by what is taken out.
    const kept = masked(plain(masked(text)))
    const whole = kept.length > longest ? `${kept.slice(0, longest)}…` : kept
    // Half a character would be left over where it was cut.
    return Buffer.from(whole).toString()
  }
}

/** ECMA-48: control sequences, and strings such as a window's title, with or without their end. */
const sequences = new RegExp(
  String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?` +
    String.raw`|(?:\u001b[\]P^_X]|[\u009d\u0090\u009e\u009f\u0098])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?` +
    String.raw`|\u001b[ -/]*[0-~]?`,
  'g',
)

/** Format characters are what nobody sees: direction, joiners, tags, the byte order mark. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

function plain(text: string): string {
  return text
    .replace(sequences, '')
    .replace(/[\t\r\n\u2028\u2029]+/g, ' ')
    .replace(unseen, '')
}

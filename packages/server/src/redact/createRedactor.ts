import { escapeControls } from './escapeControls.ts'
import { spellingsOf } from './spellingsOf.ts'

/**
 * Makes the function that text goes through on its way to a log: keys masked by pattern and to the letter, control
 * characters escaped (T-67, T-68). Redact first, cut afterwards: half a key is no match.
 * @param secrets - Configured values that must never appear, in none of the spellings that they take under way.
 *   Empty ones are ignored.
 */
export function createRedactor(secrets: readonly string[] = []): (text: string) => string {
  const spellings = [...new Set(secrets.flatMap(spellingsOf))]
  const all = [
    ...patterns,
    ...secrets
      .filter((secret) => ((secret as string | undefined) ?? '').length >= 8)
      .map(halfMasked),
  ]
  return (text) => escapeControls(masked(text, spellings, all))
}

/** A key begins where a word does, or right after an escape, whose last letter is none of a word. */
const start = String.raw`(?<![A-Za-z](?<!%[\dA-Fa-f]{2}|\\[bfnrt]|\\u[\dA-Fa-f]{4}|\[[\d;]{0,8}m))`
/** What a key is made of, and what vendors put in place of its middle. */
const keyLetter = String.raw`[\w*.…•-]`
/** Between the name of a field and its value, in JSON, in JSON within JSON, in headers and in addresses. */
const is = String.raw`\\{0,3}["']?\s{0,8}(?:[:=]|%3[AaDd])\s{0,8}\\{0,3}["']?`
const value = String.raw`[^\s"'\\&,;]{8,}`

/** Keys of the vendors, and what stands where keys do. What may fail late is bounded, so that looking takes no time. `lead` stays. */
const patterns = [
  new RegExp(`${start}c?sk-${keyLetter}{8,}`, 'g'),
  new RegExp(
    String.raw`${start}(?:AIza|gsk_|hf_|nvapi-|pplx-|r8_|tgp_v1_|xai-|ya29\.)${keyLetter}{8,}`,
    'g',
  ),
  new RegExp(String.raw`${start}AKIA[A-Z\d]{12,}`, 'g'),
  new RegExp(String.raw`${start}eyJ[\w-]{8,1024}\.[\w-]{8,}(?:\.[\w-]*)?`, 'g'),
  /Bearer(?:\s+|%20|\+)[\w.~+/=*…•-]{8,}/gi,
  /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[^]*?(?:-----END|$)/g,
  new RegExp(
    `(?<lead>(?:(?:api|access|auth|client|private|secret)[-_ ]?(?:key|secret|token)|password)${is})${value}`,
    'gi',
  ),
  new RegExp(`(?<lead>authorization${is}(?:[a-z]{1,16}\\s{1,8})?)${value}`, 'gi'),
  /(?<lead>[?&](?:key|sig|signature|token)=)[^\s"'\\&]{8,}/gi,
  // What `fetch` says of a key that came with the end of its line.
  /(?<lead>Headers\.\w{1,16}: ")[^]{1,1024}?(?=" is an invalid header value)/g,
]

/** A key as vendors repeat it in a refusal: its beginning and its end. */
function halfMasked(secret: string): RegExp {
  const beginning = secret.slice(0, 4).replace(/[^A-Za-z0-9]/g, String.raw`\$&`)
  return new RegExp(`${beginning}[\\w-]{0,16}(?:[*•]{3,}|\\.{3}|…)[\\w-]{0,16}`, 'g')
}

type Span = readonly [from: number, to: number]

/** One mask for all that touches, so that of two which overlap no end is left over. */
function masked(text: string, spellings: readonly string[], all: readonly RegExp[]): string {
  const spans = [
    ...spellings.flatMap((spelling) => placesOf(text, spelling)),
    ...matchesIn(text, all),
  ]
  let kept = ''
  let at = 0
  for (const [from, to] of spans.sort(([one], [other]) => one - other)) {
    if (from > at || at === 0) kept += `${text.slice(at, from)}[redacted]`
    at = Math.max(at, to)
  }
  return kept + text.slice(at)
}

function placesOf(text: string, spelling: string): readonly Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf(spelling); at !== -1; at = text.indexOf(spelling, at + 1)) {
    spans.push([at, at + spelling.length])
  }
  return spans
}

function matchesIn(text: string, all: readonly RegExp[]): readonly Span[] {
  return all.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), ({ 0: match, index, groups }): Span => {
      const lead = groups?.['lead']?.length ?? 0
      return [index + lead, index + match.length]
    }),
  )
}

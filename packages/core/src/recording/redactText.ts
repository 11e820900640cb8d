/**
 * A text of which only the shape is left, unit for unit of UTF-16: letters of any script are `x`, digits `0`, and of
 * symbols, marks and emoji one stands for all. White space, punctuation and controls stay. An address stays one, and leads
 * nowhere.
 */
export function redactText(text: string): string {
  let redacted = ''
  let at = 0
  for (const { index, 0: address, groups } of text.matchAll(addresses)) {
    const host = groups?.['host'] ?? ''
    const scheme = groups?.['scheme'] ?? ''
    const rest = address.slice(scheme.length + host.length)
    redacted += `${redactWords(text.slice(at, index))}${scheme}${hostLike(host)}${redactPath(rest)}`
    at = index + address.length
  }
  return redacted + redactWords(text.slice(at))
}

const addresses = /(?<scheme>https?:\/\/)(?<host>[^\s/?#<>"'`\\()[\]{}|]+)[^\s<>"'`\\()[\]{}|]*/g

/** What follows a host, or has none: escapes stay escapes. */
export function redactPath(path: string): string {
  return redactWords(path).replace(/%[x0]{2}/g, '%78')
}

/** As long as the host, and none of anybody's. */
function hostLike({ length }: { readonly length: number }): string {
  if (length < '.invalid'.length + 1) return 'x'.repeat(length)
  const name = length < 'example.invalid'.length ? '.invalid' : 'example.invalid'
  const before = length - name.length
  return name.startsWith('.') || before < 2
    ? `${'x'.repeat(before)}${name}`
    : `${'x'.repeat(before - 1)}.${name}`
}

function redactWords(text: string): string {
  // Most texts are done by the first two, without a call for each letter.
  return text
    .replace(/[A-Za-z]/g, 'x')
    .replace(/\d/g, '0')
    .replace(foreign, standIn)
}

const foreign = /(?!\p{ASCII})[\p{L}\p{M}\p{N}\p{So}\p{Cn}\p{Co}\p{Cs}\u{10000}-\u{10ffff}]/gu

function standIn(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code > 0xffff) return standInPair(code)
  if (code >= 0xd800 && code < 0xdc00) return highHalf
  if (code >= 0xdc00 && code < 0xe000) return lowHalf
  if (/\p{M}/u.test(character)) return standInMark(code)
  if (/[\p{L}\p{Nl}]/u.test(character)) return 'x'
  if (/\p{N}/u.test(character)) return '0'
  // What a broken text is known by.
  if (code === 0xfffd) return character
  return /\p{Emoji}/u.test(character) ? '⭐' : '☆'
}

/** Halves of one emoji, so that two that were cut apart find together. */
const highHalf = '\ud83d'
const lowHalf = '\ude42'

/** What is written in two units: flags, tones of skin and tags combine with their neighbours, and still do. */
function standInPair(code: number): string {
  if (code >= 0x1f1e6 && code <= 0x1f1ff) return '\u{1f1fd}'
  if (code >= 0x1f3fb && code <= 0x1f3ff) return '\u{1f3fd}'
  if (code >= 0xe0020 && code <= 0xe007e) return '\u{e0078}'
  return highHalf + lowHalf
}

function standInMark(code: number): string {
  if (code >= 0xfe00 && code <= 0xfe0f) return '\ufe0f'
  // The box around a key.
  return code === 0x20e3 ? '\u20e3' : '\u0301'
}

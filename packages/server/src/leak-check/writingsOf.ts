/** One way in which a value may be written. */
export interface Writing {
  /** As it stands in a file, one character for each byte. */
  readonly text: string
  /** In words: `base64`; undefined where it is the value itself. */
  readonly encoding: string | undefined
}

/** All the ways in which builds write a value, each once, the plain one first. */
export function writingsOf(value: string): readonly Writing[] {
  const inJson = escapeJson(value)
  const inUrl = encodeURIComponent(value)
  const inForm = new URLSearchParams({ '': value }).toString().slice(1)
  const candidates: readonly Writing[] = [
    { text: value, encoding: undefined },
    { text: inJson, encoding: 'JSON' },
    // The code that a source map quotes.
    { text: escapeJson(inJson), encoding: 'JSON' },
    ...[inUrl, lowerEscapes(inUrl), inForm, lowerEscapes(inForm)].map((text) => ({
      text,
      encoding: 'URL encoding',
    })),
    ...inBase64(value).map((text) => ({ text, encoding: 'base64' })),
  ]
  const byText = new Map<string, Writing>()
  for (const { text, encoding } of candidates) {
    const bytes = Buffer.from(text).toString('latin1')
    if (!byText.has(bytes)) byText.set(bytes, { text: bytes, encoding })
  }
  return [...byText.values()]
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function lowerEscapes(text: string): string {
  return text.replace(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase())
}

/**
 * What of a value's base64 is always the same, whatever is before and behind it: three texts, by how many bytes it is
 * away from where a group of three begins, in both alphabets.
 */
function inBase64(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    // Six bits each: the first and the last character may have bits of a neighbour.
    const [from, to] = [Math.ceil((shift * 8) / 6), Math.floor((whole.length * 8) / 6)]
    return [whole.toString('base64').slice(from, to), whole.toString('base64url').slice(from, to)]
  })
}

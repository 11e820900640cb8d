/**
 * The data of a `data:` URL (RFC 2397) as base64; undefined for a URL that would have to be fetched. Hostile: what
 * `fetch` would take for one is taken for one here.
 */
export function base64Of(url: string): string | undefined {
  const text = /^data:/i.test(url) ? url : normal(url)
  if (!/^data:/i.test(text)) return undefined
  const comma = text.indexOf(',')
  if (comma === -1) return ''
  const [data = ''] = text.slice(comma + 1).split('#', 1)
  return /; *base64 *$/i.test(text.slice(0, comma)) ? data : encoded(data)
}

/** Space around it and line breaks within are no part of a URL. */
function normal(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url
}

/** The bytes that it names: escapes are bytes, of whatever they are a part of. */
function encoded(data: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(data)) binary += String.fromCharCode(byte)
  return btoa(
    binary.replaceAll(/%([\da-f]{2})/gi, (_, byte: string) =>
      String.fromCharCode(parseInt(byte, 16)),
    ),
  )
}

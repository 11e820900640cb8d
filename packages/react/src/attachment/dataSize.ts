/** As much of it as is looked at: a file may have megabytes. */
const looked = 4096

/** How many bytes a `data:` URL holds; undefined for one that cannot be read (RFC 2397). */
export function dataSize(url: string): number | undefined {
  const comma = url.indexOf(',')
  if (!/^data:/i.test(url) || comma === -1) return undefined
  const base64 = /;\s*base64\s*$/i.test(url.slice(Math.max(0, comma - 20), comma))
  const length = url.length - comma - 1
  if (length === 0) return undefined
  if (!base64) return length - 2 * (url.slice(comma + 1).match(/%[\da-f]{2}/gi)?.length ?? 0)
  if (!/^[\w+/=%\s-]*$/.test(url.slice(comma + 1, comma + 1 + looked))) return undefined
  const end = /(?:=|%3d){1,2}$/i.exec(url.slice(-6))?.[0].length ?? 0
  return Math.floor(((length - end) * 3) / 4)
}

/** Turns a text into a whole number from 0 to 2^32-1, the same one each time (FNV-1a over UTF-16). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

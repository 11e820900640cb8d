import type { Passage } from './Retrieve.ts'

/**
 * Checks what an application found: it comes from a store, through code without types perhaps. What has no words goes.
 * @throws {TypeError} where it is no list of passages.
 */
export function readPassages(found: unknown): readonly Passage[] {
  if (!Array.isArray(found)) throw new TypeError('retrieve has to give a list of passages.')
  return found.map(readPassage).filter(({ text }) => text.trim() !== '')
}

function readPassage(found: unknown): Passage {
  if (typeof found === 'object' && found !== null) {
    const { text, url, title, mediaType, filename } = found as Readonly<Record<string, unknown>>
    if (typeof text === 'string') {
      if (typeof url === 'string') {
        return { text, url, ...(typeof title === 'string' ? { title } : {}) }
      }
      if (typeof title === 'string' && typeof mediaType === 'string') {
        const named = typeof filename === 'string' ? { filename } : {}
        return { text, title, mediaType, ...named }
      }
    }
  }
  throw new TypeError('A passage needs a text, and a url, or a title and a mediaType.')
}

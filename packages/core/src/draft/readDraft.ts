import type { StoredDraft, StoredFile } from './DraftStorage.ts'

/** More letters than this no model reads. */
const mostLetters = 2_000_000
const mostFiles = 100

/** What is usable of a stored draft, which may be of another version or of anybody: undefined where nothing is. */
export function readDraft(stored: unknown): StoredDraft | undefined {
  if (!isObject(stored)) return undefined
  const text = typeof stored['text'] === 'string' ? stored['text'].slice(0, mostLetters) : ''
  const listed: readonly unknown[] = Array.isArray(stored['files']) ? stored['files'] : []
  const files = listed.slice(0, mostFiles).flatMap(fileOf)
  return text === '' && files.length === 0 ? undefined : { text, files }
}

function fileOf(stored: unknown): StoredFile[] {
  if (!isObject(stored)) return []
  const { name, mediaType, file, url } = stored
  if (typeof name !== 'string' || typeof mediaType !== 'string' || !(file instanceof Blob))
    return []
  // What an upload gave. Anything else would be an address that was put there.
  const isAddress = typeof url === 'string' && /^https?:/i.test(url)
  return [{ name, mediaType, file, ...(isAddress ? { url } : {}) }]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

import { fileKind, plainMediaType } from './fileKind.ts'

const pictures: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'application/pdf',
])

/**
 * The type as which a file may be opened in a tab of its own; undefined for one that may not. A `blob:` address has the
 * origin of the page: what holds a script (SVG, HTML, XML) would run in it (T-51), so a text opens as plain text.
 */
export function openedAs(mediaType: string): string | undefined {
  const type = plainMediaType(mediaType) ?? ''
  if (pictures.has(type)) return type
  return fileKind(type) === 'text' ? 'text/plain;charset=utf-8' : undefined
}

/** How long its address is kept for a tab that loads, in milliseconds. */
const keptMs = 60_000

/** Opens a file in a tab of its own, as this type. */
export function openFile(file: File, type: string): void {
  const url = URL.createObjectURL(new Blob([file], { type }))
  window.open(url, '_blank', 'noopener')
  setTimeout(() => URL.revokeObjectURL(url), keptMs)
}

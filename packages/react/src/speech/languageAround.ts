import type { Labels } from '../labels/labels.ts'

/**
 * The language that is spoken at a place of a chat: its `lang`, or one nearer by, else that of the words. The page's own
 * does not count: it is that of the page, and there on most of them whatever the chat speaks.
 */
export function languageAround(place: Element, labels: Labels): string {
  const around = place.closest('[lang]')
  const tag = around === place.ownerDocument.documentElement ? null : around?.getAttribute('lang')
  return tag != null && isTag(tag) ? tag : labels.locale
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

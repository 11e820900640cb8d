/** The same thing twice: for editors of plain text, and for those that know headings and lists. */
export interface Copied {
  readonly text: string
  /** HTML; absent where there is none to give. */
  readonly html?: string | undefined
}

/**
 * Puts both on the clipboard as one entry; a browser that takes no HTML gets the text.
 * @returns false where there is no clipboard (a page without TLS) or it refuses.
 */
export async function writeClipboard({ text, html }: Copied): Promise<boolean> {
  try {
    if (html !== undefined && typeof ClipboardItem === 'function') {
      const types = { 'text/plain': text, 'text/html': html }
      const blobs = Object.entries(types).map(([type, value]) => [
        type,
        new Blob([value], { type }),
      ])
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))])
      return true
    }
  } catch {
    // Refused as a whole: the text alone may still be taken.
  }
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

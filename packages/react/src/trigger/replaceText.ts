import type { ChatStore } from '@millrace/core'
import { flushSync } from 'react-dom'

/**
 * Puts other words in the place of some in the message box, and the caret behind them. Done as if typed, so that it can be
 * undone; where the browser does not do that, the box is set.
 */
export function replaceText(
  chat: ChatStore,
  box: HTMLTextAreaElement,
  start: number,
  end: number,
  words: string,
): void {
  const text = box.value.slice(0, start) + words + box.value.slice(end)
  box.focus({ preventScroll: true })
  box.setSelectionRange(start, end)
  typed(box.ownerDocument, words)
  if (box.value !== text) {
    // Before the caret is set: React moves it to the end.
    flushSync(() => chat.composer.getState().setText(text))
  }
  box.setSelectionRange(start + words.length, start + words.length)
}

/** The one way that a browser remembers. It is said to be obsolete, and there is no other. */
function typed(document: Document, words: string): void {
  if (words === '') document.execCommand('delete')
  else document.execCommand('insertText', false, words)
}

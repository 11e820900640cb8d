import type { ChatStore, NewMessage } from '@millrace/core'

export interface SendListeners {
  /** @returns false where it must not be asked. */
  readonly before: (text: string) => boolean
  readonly after: (text: string) => void
}

/**
 * A chat of which a page may prevent what is asked: then it rejects with an `AbortError`, and the words are in the message box
 * again.
 */
export function withBeforeSend(chat: ChatStore, { before, after }: SendListeners): ChatStore {
  async function asking(text: string, send: () => Promise<void>): Promise<void> {
    if (!before(text)) throw new DOMException('The page did not let it be asked.', 'AbortError')
    const sending = send()
    after(text)
    await sending
  }
  return {
    ...chat,
    sendMessage: (message, options) =>
      asking(textIn(message), () => chat.sendMessage(message, options)),
    editMessage: (messageId, text, options) =>
      asking(text, () => chat.editMessage(messageId, text, options)),
  }
}

function textIn(message: NewMessage): string {
  if (typeof message === 'string') return message
  if ('text' in message) return message.text
  return message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}

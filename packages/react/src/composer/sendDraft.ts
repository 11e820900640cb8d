import { type ChatStore, type Draft, messageOfDraft, sendabilityOf } from '@millrace/core'
import { keepingDraft } from './keepingDraft.ts'

/** Asks what is in the composer, where it can be asked. It comes back if it is not taken. */
export function sendDraft(chat: ChatStore): void {
  const { text, attachments, setText, setAttachments } = chat.composer.getState()
  const draft: Draft = { text, attachments }
  if (sendabilityOf(draft) !== 'ready') return
  setText('')
  if (attachments.length > 0) setAttachments(() => [])
  const message = attachments.length === 0 ? text : messageOfDraft(draft)
  void keepingDraft(chat, () => chat.sendMessage(message), draft)
}

import {
  type AttachmentOptions,
  type Attachments,
  type ChatStore,
  createAttachments,
} from '@millrace/core'

const known = new WeakMap<ChatStore['composer'], Attachments>()

/** What keeps the files of this chat on their way: one for each chat, also while another one is shown. */
export function attachmentsOf(chat: ChatStore, options: AttachmentOptions): Attachments {
  const made = known.get(chat.composer) ?? createAttachments(chat.composer, options)
  known.set(chat.composer, made)
  return made
}

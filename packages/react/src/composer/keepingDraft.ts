import { type ChatStore, type Draft, draftOfMessage } from '@millrace/core'

/** What is in a composer where nothing is. */
export const nothing: Draft = { text: '', attachments: [] }

/** Does something that asks, and gives a question that was not taken back to the composer, with its files. */
export async function keepingDraft(
  chat: ChatStore,
  ask: () => Promise<void>,
  asked: Draft,
): Promise<void> {
  // Thrown is only what never became a question: refused by `whenBusy`, say.
  const lost = await ask().then(
    () => refusedDraft(chat),
    () => asked,
  )
  putBack(chat, lost)
}

/** Puts a draft into the composer, unless something else is in it. */
export function putBack(chat: ChatStore, draft: Draft): void {
  const { text, attachments, setText, setAttachments } = chat.composer.getState()
  if (text !== '' || attachments.length > 0) return
  if (draft.text !== '') setText(draft.text)
  if (draft.attachments.length > 0) setAttachments(() => draft.attachments)
}

/**
 * The question that the server did not take, or nothing. Read from the state, not remembered: by the time a
 * send resolves, the questions that were queued behind it have been asked as well.
 */
function refusedDraft(chat: ChatStore): Draft {
  const { run, messages } = chat.getState()
  const last = messages.at(-1)
  const refused = run.status === 'failed' && !run.accepted && last?.role === 'user'
  return refused ? draftOfMessage(last) : nothing
}

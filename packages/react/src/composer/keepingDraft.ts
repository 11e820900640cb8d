import { type ChatStore, type Draft, draftOfMessage } from '@millrace/core'
import type { Message } from '@millrace/protocol'

/** What is in a composer where nothing is. */
export const nothing: Draft = { text: '', attachments: [] }

/** Does something that asks, and gives a question that was not taken back to the composer, with its files. */
export async function keepingDraft(
  chat: ChatStore,
  ask: () => Promise<void>,
  asked: Draft,
): Promise<void> {
  // It will be replaced by what is asked now. Where something else was being written when it was refused, it is nowhere
  // else.
  const replaced = refusedQuestion(chat)
  const asking = ask()
  if (replaced !== undefined && !chat.getState().messages.includes(replaced)) {
    if (!handedBack.has(replaced)) putBack(chat, draftOfMessage(replaced))
  }
  try {
    await asking
  } catch {
    // Thrown is only what never became a question: refused by `whenBusy`, say.
    putBack(chat, asked)
    return
  }
  const refused = refusedQuestion(chat)
  if (refused !== undefined) handBack(chat, refused)
}

function isEmpty(chat: ChatStore): boolean {
  const { text, attachments } = chat.composer.getState()
  return text === '' && attachments.length === 0
}

/** Questions that are in the composer again: they need not be kept from being replaced. */
const handedBack = new WeakSet<Message>()

/** Puts a question that was not taken back into the composer, unless something else is in it. */
function handBack(chat: ChatStore, question: Message): void {
  if (!isEmpty(chat)) return
  putBack(chat, draftOfMessage(question))
  handedBack.add(question)
}

/** Puts a draft into the composer, behind what is in it. */
export function putBack(chat: ChatStore, draft: Draft): void {
  const { text, setText, setAttachments } = chat.composer.getState()
  if (draft.text !== '') setText(text === '' ? draft.text : `${text}\n\n${draft.text}`)
  if (draft.attachments.length > 0) setAttachments((known) => [...known, ...draft.attachments])
}

/**
 * The question that the server did not take. Read from the state, not remembered: by the time a send resolves, the
 * questions that were queued behind it have been asked as well.
 */
function refusedQuestion(chat: ChatStore): Message | undefined {
  const { run, messages } = chat.getState()
  const last = messages.at(-1)
  return run.status === 'failed' && !run.accepted && last?.role === 'user' ? last : undefined
}

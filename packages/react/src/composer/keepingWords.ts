import type { ChatStore } from '@millrace/core'
import { textOf } from '@millrace/protocol'

/** Does something that asks, and gives the words of a question that was not taken back to the composer. */
export async function keepingWords(
  chat: ChatStore,
  ask: () => Promise<void>,
  asked: string,
): Promise<void> {
  // Thrown is only what never became a question: refused by `whenBusy`, say.
  const lost = await ask().then(
    () => refusedText(chat),
    () => asked,
  )
  const { text, setText } = chat.composer.getState()
  if (text === '') setText(lost)
}

/**
 * The question that the server did not take, else `''`. Read from the state, not remembered: by the time a
 * send resolves, the questions that were queued behind it have been asked as well.
 */
function refusedText(chat: ChatStore): string {
  const { run, messages } = chat.getState()
  const last = messages.at(-1)
  const refused = run.status === 'failed' && !run.accepted && last?.role === 'user'
  return refused ? textOf(last) : ''
}

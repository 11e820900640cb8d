import { ChatError, type Clock, type Message, textOf } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { readPassages } from '../retrieval/readPassages.ts'
import type { Passage, Retrieve } from '../retrieval/Retrieve.ts'
import { within } from '../waiting/within.ts'
import type { Journal } from './createJournal.ts'

/** Looks for what helps with one question. Resolves to what was found, or to why it is not answered; never rejects. */
export type Retrieving = (question: {
  readonly chatId: string
  readonly who: Identity
  readonly messages: readonly Message[]
}) => (signal: AbortSignal) => Promise<readonly Passage[] | ChatError>

/** How long it may take, in milliseconds. */
const retrieveMs = 30_000

export function retrieving(
  retrieve: Retrieve,
  clock: Clock,
  journal: Pick<Journal, 'retrieveFailed'>,
): Retrieving {
  return ({ chatId, who, messages }) =>
    async (signal) => {
      const asked = messages.findLast(({ role }) => role === 'user')
      const question = asked === undefined ? '' : textOf(asked)
      // Only files: there are no words to look for.
      if (question.trim() === '') return []
      const late = new AbortController()
      const context = { messages, who, signal: AbortSignal.any([signal, late.signal]) }
      try {
        const found = retrieve(question, context)
        return readPassages(await within(clock, retrieveMs, found, 'retrieve'))
      } catch (thrown) {
        // Stopped: nothing failed.
        if (signal.aborted) return []
        journal.retrieveFailed(chatId, thrown)
        // An answer that should rest on something, and does not, would look like one that does.
        return new ChatError('server_error', sentenceFor('server_error'), { retryable: true })
      } finally {
        late.abort()
      }
    }
}

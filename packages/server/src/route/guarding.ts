import { ChatError, type Clock, type Message } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import { within } from '../waiting/within.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import type { Guard } from './ChatRouteOptions.ts'
import type { Journal } from './createJournal.ts'

/** Makes the guard of one question: resolves to why it is not answered. Never rejects. */
export type Guarding = (question: {
  readonly chatId: string
  readonly who: Identity
  readonly messages: readonly Message[]
}) => () => Promise<ChatError | undefined>

/** How long it may take, in milliseconds. */
const guardMs = 30_000

export function guarding(
  guard: Guard,
  clock: Clock,
  journal: Pick<Journal, 'guardFailed' | 'rejected'>,
): Guarding {
  return ({ chatId, who, messages }) =>
    async () => {
      let verdict: Awaited<ReturnType<Guard>>
      try {
        verdict = await within(clock, guardMs, guard(messages, who), 'guard')
      } catch (thrown) {
        journal.guardFailed(chatId, thrown)
        // Whether it may be asked is not known: it is not.
        return new ChatError('server_error', sentenceFor('server_error'), { retryable: true })
      }
      if (verdict === undefined || verdict === true) return undefined
      const error = new ChatError('content_policy', sentenceFor('content_policy'), {
        cause: verdict === false ? 'guard' : verdict,
      })
      journal.rejected({ chatId, provider: 'guard', model: 'guard', messages, error })
      return error
    }
}

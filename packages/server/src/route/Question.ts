import type { Known } from '../access/identityOf.ts'
import type { Wanted } from '../access/readWanted.ts'
import type { AnswerKeeper } from '../history/AnswerKeeper.ts'
import type { Settled } from '../tools/settleCalls.ts'
import type { Conversation } from './createAsking.ts'
import type { Before } from './AnswerOptions.ts'

/** A question with the conversation that it stands in, ready to be answered. */
export interface Question {
  readonly conversation: Conversation
  /** The answer that goes on, where one does. */
  readonly before: Before | undefined
  /** The message that is answered. */
  readonly parentId: string | undefined
  /** What the user has decided of the tools that were called. */
  readonly settled: Pick<Settled, 'approved' | 'declined' | 'unproven'>
  readonly keeper: AnswerKeeper | undefined
  /** It is answered now: what counts once is used up, what is new is kept. */
  begin(): void
}

/** Where conversations come from: the client brings them, or they are kept here. */
export interface Questions<Read extends Wanted = Wanted> {
  /** Checks a body. @throws {ChatError} `invalid_request` (400) saying what is wrong; `too_large` (413). */
  read(body: unknown): Read
  /** @throws {ChatError} `not_found`, `conflict`, or `unavailable` where the history cannot be read. */
  open(read: Read, known: Known): Promise<Question>
}

export const nothingSettled: Question['settled'] = { approved: [], declined: [], unproven: [] }

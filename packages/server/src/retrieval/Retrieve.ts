import type { Message } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'

/** Finds what may help with a question, before the model has its turn. The best comes first. */
export type Retrieve = (
  question: string,
  context: RetrieveContext,
) => readonly Passage[] | Promise<readonly Passage[]>

export interface RetrieveContext {
  /** The conversation, oldest first; the question is its last message of the user. */
  readonly messages: readonly Message[]
  /** Who asks: what he may not read must not be found. */
  readonly who: Identity
  /** Aborts when the answer is stopped, and when it took too long. */
  readonly signal: AbortSignal
}

/** A piece of something that was found: what the model reads, and what the reader is told of where it stands. */
export type Passage = PassageOfPage | PassageOfDocument

export interface PassageOfPage {
  readonly text: string
  /** Where the reader finds it. */
  readonly url: string
  readonly title?: string
}

export interface PassageOfDocument {
  readonly text: string
  readonly title: string
  readonly mediaType: string
  readonly filename?: string
}

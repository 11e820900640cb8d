import type { FinishReason } from './Chunk.ts'
import type { Message } from './Message.ts'

/** Tokens as the provider counted them. `estimated` marks our own count. */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly totalTokens?: number
  /** Part of `outputTokens`. */
  readonly reasoningTokens?: number
  /** Part of `inputTokens`. */
  readonly cachedInputTokens?: number
  readonly estimated?: boolean
}

/**
 * What Millrace knows of a message and must last. Its only home is `metadata.millrace`; it travels in
 * the `messageMetadata` of `start` and `finish`.
 */
export interface Facts {
  /** The message this one answers or follows; null where it begins the conversation. */
  readonly parentId?: string | null
  /**
   * By call: the server's word that an approval was asked for, or that an output is its own. Only where it keeps no
   * history, and the client brings the conversation.
   */
  readonly signatures?: Readonly<Record<string, string>>
  /** Present when the answer did not come whole. */
  readonly status?: 'stopped' | 'interrupted' | 'failed'
  /** An automatic reply, and why. Never sent to a model. */
  readonly canned?: string
  readonly finishReason?: FinishReason
  readonly usage?: Usage
  /** It was given before, and nobody was asked. */
  readonly cached?: Cached
  /** Which provider and model answered. */
  readonly provider?: string
  readonly model?: string
  readonly timings?: Timings
  /** What the user thinks of it. */
  readonly rating?: Rating
  /** Stays in the window when older turns go. */
  readonly pinned?: boolean
  /** The message that this one continues: the same one, where an answer goes on. */
  readonly continues?: string
  /** How many parts it had then: a replay from the start begins with those. */
  readonly continuedParts?: number
}

/** An answer that a cache gave, or that somebody else was being given to the same question. */
export interface Cached {
  /** When it was given first, in milliseconds since the epoch. */
  readonly createdAt: number
  /** What it used then, and not now; undefined where nobody counted. */
  readonly saved?: Usage
  /** Past its time: it stands in because no provider answers. */
  readonly stale?: true
}

export type Rating = 'up' | 'down'

/** All in milliseconds. `createdAt` since the epoch, the rest since the request. */
export interface Timings {
  readonly createdAt?: number
  readonly firstTokenMs?: number
  readonly totalMs?: number
}

const nothing: Facts = {}

/** Our facts of a message; empty where there are none or where they are not an object. */
export function factsOf(message: Pick<Message, 'metadata'>): Facts {
  const { metadata } = message
  if (typeof metadata !== 'object' || metadata === null) return nothing
  const facts = (metadata as { millrace?: unknown }).millrace
  // Stored and sent metadata is hostile: the shape is checked, single fields where they are used.
  return typeof facts === 'object' && facts !== null ? facts : nothing
}

/** The message with these facts added to the ones it has. */
export function withFacts<M extends Message>(message: M, facts: Facts): M {
  const metadata = typeof message.metadata === 'object' ? message.metadata : {}
  return { ...message, metadata: { ...metadata, millrace: { ...factsOf(message), ...facts } } }
}

/** The message as it was before it ended: how it ended is about to be decided anew. */
export function reopened<M extends Message>(message: M): M {
  const { status: _, finishReason: __, cached: ___, ...facts } = factsOf(message)
  const metadata = typeof message.metadata === 'object' ? message.metadata : {}
  return { ...message, metadata: { ...metadata, millrace: facts } }
}

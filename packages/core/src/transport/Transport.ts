import type { Facts, Frame, Message } from '@millrace/protocol'

/** How a request goes out and a stream comes back. Knows messages and frames, never the chat. */
export interface Transport {
  /**
   * How much of a conversation goes out: `last`, its last message and which one that follows, where the server keeps the
   * rest; then nothing is measured or cut here, and what it follows is loaded before it is sent. Default `all`.
   */
  readonly sends?: 'all' | 'last'
  /**
   * Sends the conversation and resolves once the answer's headers are there.
   * @throws {ChatError} with the code the server gave, or `network`, `not_a_stream`, `aborted`.
   */
  send(request: SendRequest, options: { readonly signal: AbortSignal }): Promise<Connection>
  /**
   * Follows an answer that was begun before, from the number after `after`. Resolves to undefined
   * when nothing runs (204).
   * @throws {ChatError} as `send`; `not_found` when the answer is gone.
   */
  resume(
    request: ResumeRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<Connection | undefined>
  /**
   * Whether the server is known to number and name its answers: then a lost question may be repeated
   * under its run id, and a broken answer resumed.
   */
  isNumbered(): boolean
  /**
   * Asks the server to stop producing. Late is fine; a failure is thrown for the caller to drop. Resolves to what
   * the server knows of the answer it stopped, where it tells.
   */
  stop(request: StopRequest): Promise<Facts | undefined | void>
}

export interface SendRequest {
  readonly chatId: string
  /** One per attempt; the same only when that very request is repeated. */
  readonly runId: string
  readonly messages: readonly Message[]
  readonly trigger: 'submit-message' | 'regenerate-message'
  /** The message to be answered anew, for `regenerate-message`. */
  readonly messageId?: string
  /** The last message, an answer that was cut short: it is to be carried on. */
  readonly continues?: string
  /** How many messages before these were left out, to bound the request. */
  readonly leftOut?: number
  /** Added to the body of this request. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** Names one answer; with neither id, whatever runs in the chat. */
export interface ResumeRequest {
  readonly chatId: string
  readonly streamId?: string
  readonly runId?: string
  /** The number of the last chunk in unbroken order; -1 or absent: from the start. */
  readonly after?: number
}

export type StopRequest = Omit<ResumeRequest, 'after'>

/** An answer on its way. Leaving the loop over `frames` closes the connection. */
export interface Connection {
  /** The server's name for this answer; undefined where it does not name its answers. */
  readonly streamId: string | undefined
  /** All frames of one network read at once. Ends when the body ends, however it ends well. */
  readonly frames: AsyncIterable<readonly Frame[]>
}

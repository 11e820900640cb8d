import { type Clock, encode, endOfStream, type Facts, factsOf } from '@millrace/protocol'
import type { AnswerLog } from '../log/createAnswerLog.ts'
import { readRemote } from '../log/createRemoteLog.ts'
import { createSharedLog, type SharedLogOptions } from '../log/createSharedLog.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import type { FoundRun, RunName, RunStore, StopWish } from '../store/RunStore.ts'
import { failedChunks } from './endings.ts'

export interface SharingOptions {
  readonly runs: RunStore
  readonly clock: Clock
  /** The store fails at something. For the log. */
  readonly onFailed: (cause: unknown, chatId?: string) => void
}

/** An answer may begin here. */
export type Begun =
  /** All nodes know of it. `stopped`: its stop was here before it. */
  | { readonly status: 'new'; readonly stopped: boolean }
  /** The store fails, or there is none. */
  | { readonly status: 'alone' }

export type Admission =
  | Begun
  /** The same question once more. */
  | { readonly status: 'known'; readonly run: FoundRun }
  /** Another answer runs in the chat. */
  | { readonly status: 'busy'; readonly run: FoundRun }

/** What this node knows of answers on other nodes, and they of its own. Never rejects: alone it goes on alone. */
export interface Sharing {
  /** Asks whether an answer may begin here. */
  admit(name: RunName & { readonly streamId: string }, bodyHash: string): Promise<Admission>
  /** An answer that was admitted came to nothing. */
  abandon(streamId: string): void
  /** Where an answer of this node is written, so that all can read it. */
  log(streamId: string, wishes: Pick<SharedLogOptions, 'onStop' | 'onRead'>): AnswerLog
  /** `unreachable` where the store does not answer: it may be there all the same. */
  find(name: RunName): Promise<FoundRun | 'unreachable' | undefined>
  /** An answer of another node, for `respondWithLog`. */
  remote(streamId: string): Pick<AnswerLog, 'read'>
  /** Stops an answer of another node. Resolves when it has ended, to what is known of it then, if anything is. */
  stop(run: FoundRun, wish: StopWish): Promise<Facts | undefined>
  /** Remembers a stop that overtook its own question. */
  stopAhead(name: RunName): Promise<void>
}

/** How long a stop waits for the end, in milliseconds: a dead producer takes a lease to be found out. */
const stopMs = 8000
const lookMs = 100

export function createSharing({ runs, clock, onFailed }: SharingOptions): Sharing {
  async function orNothing<Result>(work: Promise<Result>): Promise<Result | undefined> {
    try {
      return await work
    } catch (thrown) {
      onFailed(thrown)
      return undefined
    }
  }

  function remote(streamId: string): Pick<AnswerLog, 'read'> {
    return {
      read: (after) => readRemote({ streamId, runs, clock, lastEvents: interruptedFrom }, after),
    }
  }

  /** Follows an answer to its end. Resolves to what its last events say. */
  async function ended({ streamId, next }: FoundRun): Promise<Facts | undefined> {
    const reader = remote(streamId).read(next - 1)
    const decoder = new TextDecoder()
    const until = clock.now() + stopMs
    let text = ''
    while (!reader.done && clock.now() < until) {
      const bytes = reader.take()
      if (bytes === undefined) {
        await new Promise<void>((resolve) => {
          const cancelTimer = clock.schedule(done, lookMs)
          const cancelMore = reader.onMore(done)
          function done(): void {
            cancelTimer()
            cancelMore()
            resolve()
          }
        })
      } else text += decoder.decode(bytes)
    }
    return reader.done ? factsIn(text) : undefined
  }

  return {
    async admit(name, bodyHash) {
      const admission = await orNothing(runs.admit({ ...name, bodyHash }))
      return admission ?? { status: 'alone' }
    },
    abandon: (streamId) => void orNothing(runs.abandon(streamId)),
    log: (streamId, wishes) =>
      createSharedLog({ streamId, runs, clock, ...wishes, onAlone: (cause) => onFailed(cause) }),
    async find(name) {
      try {
        return await runs.find(name)
      } catch (thrown) {
        onFailed(thrown)
        return 'unreachable'
      }
    },
    remote,
    async stop(run, wish) {
      if (run.ended) return undefined
      await orNothing(runs.stop(run.streamId, wish))
      return await ended(run)
    },
    async stopAhead(name) {
      if (name.runId !== undefined) await orNothing(runs.stopAhead(name))
    },
  }
}

/** The last events of an answer whose node is gone. */
function interruptedFrom(first: number): readonly string[] {
  const message = sentenceFor('incomplete_stream')
  const info = { code: 'incomplete_stream', message, retryable: true } as const
  const chunks = [...failedChunks(info, { status: 'interrupted' }), endOfStream]
  return chunks.map((chunk, at) => encode(first + at, chunk))
}

/** What the events of an end say of the message. */
function factsIn(text: string): Facts | undefined {
  for (const [, data = ''] of [...text.matchAll(/^data: (.*)$/gm)].reverse()) {
    if (!data.includes('"messageMetadata"')) continue
    const { messageMetadata } = JSON.parse(data) as { readonly messageMetadata?: unknown }
    return factsOf({ metadata: messageMetadata })
  }
  return undefined
}

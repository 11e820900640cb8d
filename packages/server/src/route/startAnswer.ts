import {
  ChatError,
  type Chunk,
  type Clock,
  encode,
  endOfStream,
  type ErrorInfo,
  type Facts,
  toChatError,
  type TrimReport,
} from '@millrace/protocol'
import { type AnswerLog, createAnswerLog } from '../log/createAnswerLog.ts'
import type { Provider, ProviderRequest } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { createChunkWriter } from './createChunkWriter.ts'

export interface AnswerOptions {
  readonly provider: Provider
  readonly request: ProviderRequest
  readonly messageId: string
  /** What the model does not see: told when something was left out. */
  readonly report: TrimReport
  /** The message that is answered. */
  readonly parentId: string | undefined
  readonly clock: Clock
  /** Whether it was stopped before it began: then nobody is asked. */
  readonly stopped?: boolean
  /** A failure with all that is known of it, for the log. */
  readonly onError: (error: ChatError) => void
}

/** Why an answer is to end before its time. */
export type StopReason = 'stopped' | 'interrupted'

/** One answer being produced. It outlives the connection that asked for it. */
export interface RunningAnswer {
  readonly log: AnswerLog
  /** Resolves when the last event is in the log; never rejects. */
  readonly done: Promise<void>
  /** Ends the production now. `stopped`: somebody wished it; `interrupted`: nobody listens any more. */
  stop(reason: StopReason): void
}

/**
 * Asks the provider and writes what it says to a log: numbered, `start` first, `[DONE]` last, whatever
 * happens in between.
 */
export function startAnswer(options: AnswerOptions): RunningAnswer {
  const { provider, request, clock } = options
  const controller = new AbortController()
  const log = createAnswerLog()
  const startedAt = clock.now()
  let firstTokenMs: number | undefined
  let stopped: StopReason | undefined = options.stopped === true ? 'stopped' : undefined

  function write(chunks: readonly Chunk[]): void {
    let n = log.next
    log.append(chunks.map((chunk) => encode(n++, chunk)))
  }

  function facts(more: Facts): { readonly millrace: Facts } {
    const timings = {
      createdAt: startedAt,
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      totalMs: clock.now() - startedAt,
    }
    return { millrace: { ...more, timings } }
  }

  async function produce(): Promise<void> {
    const writer = createChunkWriter()
    write([
      {
        type: 'start',
        messageId: options.messageId,
        messageMetadata: {
          millrace: {
            ...(options.parentId === undefined ? {} : { parentId: options.parentId }),
            provider: provider.name,
            model: provider.model,
            timings: { createdAt: startedAt },
          },
        },
      },
      { type: 'start-step' },
      ...(options.report.droppedMessages === 0
        ? []
        : [
            {
              type: 'data-millrace-context-window' as const,
              data: options.report,
              transient: true,
            },
          ]),
    ])
    let failure: ErrorInfo | undefined
    try {
      const reads =
        stopped === undefined ? provider.stream(request, { signal: controller.signal }) : []
      for await (const events of reads) {
        if (stopped !== undefined) break
        const chunks: Chunk[] = []
        writer.add(events, chunks)
        if (writer.visible) firstTokenMs ??= clock.now() - startedAt
        write(chunks)
        failure = writer.error
        if (failure !== undefined) {
          const last = events.at(-1)
          if (last?.type === 'error') options.onError(last.error)
          break
        }
      }
    } catch (thrown) {
      if (stopped === undefined) {
        const error = toChatError(thrown, { message: sentenceFor('unknown') })
        options.onError(error)
        failure = error.info
      }
    }
    const last: Chunk[] = []
    writer.close(last)
    const counted = writer.usage === undefined ? {} : { usage: writer.usage }
    if (stopped !== undefined) last.push(...ending(stopped, counted))
    else if (failure !== undefined) last.push(...failing(failure, counted))
    else {
      const finishReason = writer.finishReason ?? 'other'
      last.push(
        { type: 'finish-step' },
        { type: 'finish', finishReason, messageMetadata: facts({ finishReason, ...counted }) },
      )
    }
    write(last)
    log.append([encode(log.next, endOfStream)])
    log.end()
  }

  function ending(reason: StopReason, counted: Facts): readonly Chunk[] {
    if (reason === 'interrupted') {
      const message = sentenceFor('incomplete_stream')
      return failing({ code: 'incomplete_stream', message, retryable: true }, counted)
    }
    const messageMetadata = facts({ ...counted, status: 'stopped' })
    return [{ type: 'message-metadata', messageMetadata }, { type: 'abort' }]
  }

  /** The error with its code goes first: stock clients drop what follows the protocol's own. */
  function failing(error: ErrorInfo, counted: Facts): readonly Chunk[] {
    const status = error.code === 'incomplete_stream' ? 'interrupted' : 'failed'
    return [
      { type: 'message-metadata', messageMetadata: facts({ ...counted, status }) },
      { type: 'data-millrace-error', data: error, transient: true },
      { type: 'error', errorText: error.message },
    ]
  }

  return {
    log,
    done: produce().catch((thrown: unknown) => {
      // What cannot be written down, from a careless provider: the body ends without its end.
      log.end()
      options.onError(toChatError(thrown, { message: sentenceFor('unknown') }))
    }),
    stop(reason) {
      if (stopped !== undefined || log.ended) return
      stopped = reason
      controller.abort(new ChatError('aborted', 'Stopped.'))
    },
  }
}

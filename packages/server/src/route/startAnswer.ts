import {
  cannedReasonFor,
  type CannedReason,
  type CannedReplies,
  ChatError,
  type Chunk,
  type Clock,
  encode,
  endOfStream,
  type ErrorInfo,
  type Facts,
  sumUsage,
  toChatError,
  type TokenCounter,
  type TrimReport,
  type Usage,
} from '@millrace/protocol'
import { type AnswerLog, createAnswerLog } from '../log/createAnswerLog.ts'
import type { Provider, ProviderRequest } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { type ChunkWriter, createChunkWriter } from './createChunkWriter.ts'

export interface AnswerOptions {
  readonly provider: Provider
  readonly asked: Asked
  /**
   * Asks for less, after the provider refused the prompt as too long. Tried once, while nothing was said.
   * @throws {ChatError} `turn_too_large` when there is no less.
   */
  readonly askLess: (error: ChatError, by: AnsweredBy, signal: AbortSignal) => Promise<Asked>
  readonly messageId: string
  /** The message as it was before, where it goes on. */
  readonly before?: Before | undefined
  /** Whether its text goes on. */
  readonly continues: boolean
  /** The message that is answered. */
  readonly parentId: string | undefined
  readonly clock: Clock
  /** Whether it was stopped before it began: then nobody is asked. */
  readonly stopped?: boolean
  /** What is said where nobody answers; undefined where the error is to be shown. */
  readonly replies?: CannedReplies | undefined
  /** A failure with all that is known of it, for the log. */
  readonly onError: (error: ChatError, by: AnsweredBy) => void
}

/** A message that goes on. */
export interface Before {
  /** How many parts it had. */
  readonly parts: number
  /** What it used: what is used now is added. */
  readonly usage: Usage | undefined
}

/** Who answers, or was asked last. */
export interface AnsweredBy {
  readonly provider: string
  readonly model: string
}

/** What is asked of the provider, fitted to its window. */
export interface Asked {
  readonly request: ProviderRequest
  /** What the model sees and does not see, for the client. */
  readonly report: TrimReport
  /** The whole prompt by our count: for a provider that does not tell. */
  readonly inputTokens: number
  readonly tokens: TokenCounter
  /** Takes note of what the one who answered counted. */
  readonly learn: (inputTokens: number, by: AnsweredBy) => void
}

interface CannedReply {
  readonly reason: CannedReason
  readonly text: string
  readonly retryAt: number | undefined
}

/** Why an answer is to end before its time. */
export type StopReason = 'stopped' | 'interrupted'

/** One answer being produced. It outlives the connection that asked for it. */
export interface RunningAnswer {
  readonly log: AnswerLog
  /** Resolves when the last event is in the log; never rejects. */
  readonly done: Promise<void>
  /** What is known of the message once it is done. */
  readonly facts: Facts
  /** What this run of it used, without those before. */
  readonly used: Usage | undefined
  /** Ends the production now. `stopped`: somebody wished it; `interrupted`: nobody listens any more. */
  stop(reason: StopReason): void
}

/** What is known of an answer while it is produced and after. It holds on to nothing of the question. */
interface Progress {
  stopped: StopReason | undefined
  facts: Facts
  used: Usage | undefined
}

/**
 * Asks the provider and writes what it says to a log: numbered, `start` first, `[DONE]` last, whatever
 * happens in between.
 */
export function startAnswer(options: AnswerOptions): RunningAnswer {
  const controller = new AbortController()
  const log = createAnswerLog()
  const progress: Progress = {
    stopped: options.stopped === true ? 'stopped' : undefined,
    facts: {},
    used: undefined,
  }
  const done = produce(options, { log, progress, signal: controller.signal })
  return {
    log,
    get facts() {
      return progress.facts
    },
    get used() {
      return progress.used
    },
    done,
    stop(reason) {
      if (progress.stopped !== undefined || log.ended) return
      progress.stopped = reason
      controller.abort(new ChatError('aborted', 'Stopped.'))
    },
  }
}

/** Never rejects. What it needs of the question goes with it: answers are kept long after their end. */
async function produce(
  options: AnswerOptions,
  {
    log,
    progress,
    signal,
  }: { readonly log: AnswerLog; readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> {
  const { provider, clock } = options
  const startedAt = clock.now()
  let firstTokenMs: number | undefined
  let answeredBy: AnsweredBy = { provider: provider.name, model: provider.model }

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
    progress.facts = { ...more, ...answeredBy, timings }
    return { millrace: progress.facts }
  }

  async function answer(): Promise<void> {
    const writer = createChunkWriter(options.continues ? options.messageId : undefined)
    write([
      {
        type: 'start',
        messageId: options.messageId,
        messageMetadata: {
          millrace: {
            ...(options.parentId === undefined ? {} : { parentId: options.parentId }),
            ...goesOn(options),
            provider: provider.name,
            model: provider.model,
            timings: { createdAt: startedAt },
          },
        },
      },
      { type: 'start-step' },
    ])
    let { asked } = options
    let failure = await ask(asked, writer)
    if (failure?.code === 'context_length' && !writer.visible && progress.stopped === undefined) {
      const less = await askLess(failure)
      if (less instanceof ChatError) failure = less
      else {
        asked = less
        failure = await ask(asked, writer)
      }
    }
    if (failure !== undefined) options.onError(failure, answeredBy)
    const last: Chunk[] = []
    // Thoughts were seen too: nothing is spliced into what has begun.
    if (failure !== undefined && progress.stopped === undefined && writer.said.length === 0) {
      const canned = cannedFor(failure)
      if (canned !== undefined) return end(...cannedReply(canned, writer))
    }
    writer.close(last)
    const counted = usageFacts(asked, writer)
    if (progress.stopped !== undefined) last.push(...ending(progress.stopped, counted))
    else if (failure !== undefined) last.push(...failing(failure.info, counted))
    else {
      const finishReason = writer.finishReason ?? 'other'
      last.push(
        { type: 'finish-step' },
        { type: 'finish', finishReason, messageMetadata: facts({ finishReason, ...counted }) },
      )
    }
    end(...last)
  }

  function end(...last: readonly Chunk[]): void {
    write(last)
    log.append([encode(log.next, endOfStream)])
    log.end()
  }

  function cannedFor({ code, retryAfterMs }: ChatError): CannedReply | undefined {
    const reason = cannedReasonFor(code)
    const reply = reason === undefined ? undefined : options.replies?.[reason]
    if (reason === undefined || reply === undefined) return undefined
    const retryAt = retryAfterMs === undefined ? undefined : clock.now() + retryAfterMs
    return { reason, text: typeof reply === 'string' ? reply : reply({ retryAt }), retryAt }
  }

  /** An automatic reply: an ordinary answer, marked, so that it is never sent to a model. */
  function cannedReply(
    { reason, text, retryAt }: CannedReply,
    writer: ChunkWriter,
  ): readonly Chunk[] {
    const chunks: Chunk[] = []
    writer.add([{ type: 'notice', notice: { kind: 'canned', reason } }], chunks)
    if (retryAt !== undefined) {
      writer.add([{ type: 'notice', notice: { kind: 'limited', until: retryAt } }], chunks)
    }
    writer.add([{ type: 'text', text }], chunks)
    writer.close(chunks)
    const messageMetadata = facts({ canned: reason, finishReason: 'stop' })
    chunks.push({ type: 'finish-step' }, { type: 'finish', finishReason: 'stop', messageMetadata })
    return chunks
  }

  /** Writes down what the provider says to this. Returns what went wrong, if something did. */
  async function ask(asked: Asked, writer: ChunkWriter): Promise<ChatError | undefined> {
    if (progress.stopped !== undefined) return undefined
    answeredBy = { provider: provider.name, model: provider.model }
    write([{ type: 'data-millrace-context-window', data: asked.report, transient: true }])
    try {
      for await (const events of provider.stream(asked.request, { signal })) {
        if (progress.stopped !== undefined) return undefined
        const chunks: Chunk[] = []
        // Notices come by themselves.
        const [head] = events
        if (head?.type === 'notice' && head.notice.kind === 'failed-over') {
          answeredBy = { provider: head.notice.provider, model: head.notice.model }
        }
        writer.add(events, chunks)
        if (writer.visible) firstTokenMs ??= clock.now() - startedAt
        write(chunks)
        const last = events.at(-1)
        if (last?.type === 'error') return last.error
      }
    } catch (thrown) {
      if (progress.stopped === undefined)
        return toChatError(thrown, { message: sentenceFor('unknown') })
    }
    return undefined
  }

  async function askLess(error: ChatError): Promise<Asked | ChatError> {
    try {
      return await options.askLess(error, answeredBy, signal)
    } catch (thrown) {
      return toChatError(thrown, { message: sentenceFor('unknown') })
    }
  }

  /** What was used: as the provider counted it, else by our own count of what was asked and said. */
  function usageFacts({ inputTokens, tokens, learn }: Asked, { usage, said }: ChunkWriter): Facts {
    if (usage?.inputTokens !== undefined) learn(usage.inputTokens, answeredBy)
    const usedBefore = options.before?.usage
    const whole = usage?.inputTokens !== undefined && usage.outputTokens !== undefined
    // Nothing was said: whether the prompt was read at all is not known.
    if (!whole && said.length === 0 && usage === undefined) {
      return usedBefore === undefined ? {} : { usage: usedBefore }
    }
    const counted: Usage = whole
      ? usage
      : {
          inputTokens,
          outputTokens: tokens.count(said.join('')),
          ...usage,
          estimated: true,
        }
    progress.used = counted
    return { usage: usedBefore === undefined ? counted : sumUsage([usedBefore, counted]) }
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

  try {
    await answer()
  } catch (thrown) {
    // What cannot be written down, from a careless provider: the body ends without its end.
    log.end()
    options.onError(toChatError(thrown, { message: sentenceFor('unknown') }), answeredBy)
  }
}

/** A replay begins with the message as it was before. */
function goesOn({ before, messageId }: AnswerOptions): Facts {
  return before === undefined ? {} : { continues: messageId, continuedParts: before.parts }
}

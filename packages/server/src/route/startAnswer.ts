import {
  type CannedReplies,
  ChatError,
  type Chunk,
  type Clock,
  encode,
  endOfStream,
  type ErrorCode,
  type ErrorInfo,
  type Facts,
  factsOf,
  type FinishReason,
  isToolPart,
  type Message,
  readUsage,
  reopened,
  sumUsage,
  toChatError,
  type Usage,
} from '@millrace/protocol'
import type { Attempt, Reservation } from '../budget/Budget.ts'
import type { AnswerKeeper } from '../history/AnswerKeeper.ts'
import { type AnswerLog, createAnswerLog } from '../log/createAnswerLog.ts'
import type { Provider } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { toPrompt } from '../provider/toPrompt.ts'
import type { Calls } from '../tools/createCalls.ts'
import type { Settled } from '../tools/settleCalls.ts'
import type { AnsweredBy } from './AnsweredBy.ts'
import type { Asked, Asking, Conversation } from './createAsking.ts'
import { type ChunkWriter, createChunkWriter } from './createChunkWriter.ts'
import { createRecord } from './createRecord.ts'
import { cannedChunks, cannedReply, failedChunks, statusAfter, stoppedChunks } from './endings.ts'

export interface AnswerOptions {
  /** Where it is written. Default: a log of this process. */
  readonly log?: AnswerLog | undefined
  readonly provider: Provider
  readonly conversation: Conversation
  readonly asking: Asking
  /** The first prompt, where it was made before the stream began. Else it is made once tools have run. */
  readonly asked: Asked | undefined
  readonly messageId: string
  /** The message as it was before, where the answer goes on in one. */
  readonly before: Before | undefined
  /** The message that is answered. */
  readonly parentId: string | undefined
  readonly clock: Clock
  /** Whether it was stopped before it began: then nobody is asked. */
  readonly stopped?: boolean
  /** What is said where nobody answers; undefined where the error is to be shown. */
  readonly replies?: CannedReplies | undefined
  /** Looks at the question before anybody is asked. Resolves to why it is not answered; never rejects. */
  readonly guard?: (() => Promise<ChatError | undefined>) | undefined
  readonly tools?: AnswerTools | undefined
  /** Holds what a turn may cost before it is asked for. @throws {ChatError} where there is not enough left. */
  readonly reserve?: ((asked: Asked) => Promise<Reservation>) | undefined
  /** Keeps the answer while it is written and after. */
  readonly keeper?: AnswerKeeper | undefined
  /** What a client may know of a failure. */
  readonly infoOf: (error: ChatError) => ErrorInfo
  /** A failure with all that is known of it, for the log. */
  readonly onError: (error: ChatError, by: AnsweredBy) => void
}

/** A message that goes on. */
export interface Before {
  readonly message: Message
  /** How many parts it has for the one who reads it. */
  readonly parts: number
}

/** The tools of an answer, and what its user has decided of calls before. */
export interface AnswerTools extends Pick<Settled, 'approved' | 'declined' | 'unproven'> {
  readonly calls: Calls
  /** How often the model is asked at most. */
  readonly maxSteps: number
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
  /** Whether its end is certain, and only has to be written down: then it is worth waiting for. */
  readonly ending: boolean
  /** Ends the production now. `stopped`: somebody wished it; `interrupted`: nobody listens any more. */
  stop(reason: StopReason): void
}

/** What is known of an answer while it is produced and after. It holds on to nothing of the question. */
interface Progress {
  stopped: StopReason | undefined
  ending: boolean
  facts: Facts
  used: Usage | undefined
}

/**
 * Asks the provider and writes what it says to a log: numbered, `start` first, `[DONE]` last, whatever
 * happens in between. Runs the tools that it calls, and asks again with what they gave.
 */
export function startAnswer(options: AnswerOptions): RunningAnswer {
  const controller = new AbortController()
  const { log = createAnswerLog() } = options
  const progress: Progress = {
    stopped: options.stopped === true ? 'stopped' : undefined,
    ending: false,
    facts: {},
    used: undefined,
  }
  if (progress.stopped !== undefined) controller.abort(new ChatError('aborted', 'Stopped.'))
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
    get ending() {
      return log.ended || progress.ending || progress.stopped !== undefined
    },
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
  const { provider, clock, asking, conversation, messageId, before, tools, keeper } = options
  const startedAt = clock.now()
  let firstTokenMs: number | undefined
  let answeredBy: AnsweredBy = { provider: provider.name, model: provider.model }
  /** What each step used so far. */
  const used: Usage[] = []
  /** Who was asked in this turn, as far as it may be billed. */
  let attempts: Attempt[] = []
  const settling: Promise<unknown>[] = []
  const usedIds = new Set(before?.message.parts.filter(isToolPart).map((part) => part.toolCallId))
  const record =
    tools === undefined && keeper === undefined
      ? undefined
      : createRecord(
          before === undefined
            ? { id: messageId, role: 'assistant', parts: [] }
            : reopened(before.message),
        )

  function append(chunks: readonly Chunk[]): void {
    let n = log.next
    log.append(chunks.map((chunk) => encode(n++, chunk)))
  }

  function write(chunks: readonly Chunk[]): void {
    append(chunks)
    if (record === undefined) return
    record.add(chunks)
    keeper?.changed(kept)
  }

  /** What there is to keep of it; nothing while there is nothing to see: its reader sees no message either. */
  function kept(): Message | undefined {
    const message = record?.message
    const shows = message?.parts.some(({ type }) => type !== 'step-start') === true
    return before !== undefined || shows ? message : undefined
  }

  function facts(more: Facts): Facts {
    const timings = {
      createdAt: startedAt,
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      totalMs: clock.now() - startedAt,
    }
    const usage = usageSoFar()
    progress.facts = { ...(usage === undefined ? {} : { usage }), ...more, ...answeredBy, timings }
    return progress.facts
  }

  function usageSoFar(): Usage | undefined {
    const usedBefore = before === undefined ? undefined : readUsage(factsOf(before.message).usage)
    const all = usedBefore === undefined ? used : [usedBefore, ...used]
    return all.length > 1 ? sumUsage(all) : all[0]
  }

  function writerFor(continued: string | undefined): ChunkWriter {
    return createChunkWriter({
      continued,
      usedIds,
      ...(tools === undefined ? {} : { declares: tools.calls.declares }),
    })
  }

  function begin(): void {
    const millrace: Facts = {
      ...(options.parentId === undefined ? {} : { parentId: options.parentId }),
      // A replay begins with the message as it was before.
      ...(before === undefined ? {} : { continues: messageId, continuedParts: before.parts }),
      provider: provider.name,
      model: provider.model,
      timings: { createdAt: startedAt },
    }
    write([{ type: 'start', messageId, messageMetadata: { millrace } }])
  }

  async function answer(): Promise<void> {
    begin()
    const refused = await orStopped(options.guard?.())
    const goesOn = refused === undefined && (await settle())
    // Other calls wait for their user still.
    if (!goesOn && refused === undefined) return await close([finish('tool-calls')])
    let { asked } = options
    for (let step = 1; ; step++) {
      const writer = writerFor(step === 1 && conversation.continues ? messageId : undefined)
      write([{ type: 'start-step' }])
      const spoken = refused ?? (await speak(asked, writer))
      if (spoken instanceof ChatError || !(await runCalls(spoken, writer, step))) {
        return await end(writer, spoken instanceof ChatError ? spoken : undefined, step)
      }
      write([{ type: 'finish-step' }])
      asked = undefined
    }
  }

  /** One turn of the model. Resolves to what it was asked, or to why it failed. */
  async function speak(
    prepared: Asked | undefined,
    writer: ChunkWriter,
  ): Promise<Asked | ChatError | undefined> {
    let asked = prepared ?? (await askedNow())
    if (asked instanceof ChatError) options.onError(asked, answeredBy)
    if (asked instanceof ChatError || asked === undefined) return asked
    const held = options.reserve === undefined ? undefined : await orError(options.reserve(asked))
    if (held instanceof ChatError) {
      options.onError(held, answeredBy)
      return held
    }
    let failure = await ask(asked, writer)
    if (failure?.code === 'context_length' && !writer.visible && progress.stopped === undefined) {
      const less = await orError(asking.askLess(failure, answeredBy, signal))
      if (less instanceof ChatError) failure = less
      else {
        asked = less
        failure = await ask(asked, writer)
      }
    }
    if (failure !== undefined) options.onError(failure, answeredBy)
    const chunks: Chunk[] = []
    writer.close(chunks)
    if (chunks.length > 0) write(chunks)
    count(asked, writer)
    if (held !== undefined) settling.push(held.settle(attempts))
    attempts = []
    return failure ?? asked
  }

  /** The conversation as it is by now: with what the tools gave. */
  async function askedNow(): Promise<Asked | ChatError | undefined> {
    if (progress.stopped !== undefined) return undefined
    const { messages, leftOut } = conversation
    const earlier = before === undefined ? messages : messages.slice(0, -1)
    const said = record === undefined ? [] : [record.message]
    return await orError(
      asking.ask({ messages: [...earlier, ...said], leftOut, continues: false }, signal),
    )
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
          // Of one that had begun nobody knows what it did.
          if (maybeBilled.has(head.notice.code)) attempts.push({ ...answeredBy })
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

  /** What the user decided of calls before. Resolves to whether the model has its turn now. */
  async function settle(): Promise<boolean> {
    if (tools === undefined || record === undefined || before === undefined) return true
    if (conversation.continues || progress.stopped !== undefined) return true
    const { approved, declined, unproven, calls } = tools
    write([
      ...declined.map((toolCallId) => ({ type: 'tool-output-denied', toolCallId }) as const),
      ...unproven.map(
        (toolCallId) =>
          ({ type: 'tool-output-error', toolCallId, errorText: unprovenText }) as const,
      ),
    ])
    if (approved.length > 0) {
      // Kept first: should this process end, it is not run once more.
      await keeper?.keep(record.message)
      if (signal.aborted) return true
      const prompt = toPrompt(conversation.messages)
      await orStopped(calls.run(approved, { approved: true, prompt, signal, write }))
    }
    // Others may still wait for their user, or for his page.
    return signal.aborted || !calls.wait(record.message)
  }

  /** Runs what the model called. Resolves to whether it has its turn once more. */
  async function runCalls(
    asked: Asked | undefined,
    writer: ChunkWriter,
    step: number,
  ): Promise<boolean> {
    if (tools === undefined || asked === undefined || !writer.called) return false
    if (progress.stopped !== undefined) return false
    const { prompt } = asked.request
    const answered = await orStopped(tools.calls.run(writer.calls, { prompt, signal, write }))
    return answered === true && step < tools.maxSteps
  }

  /** What was used: as the provider counted it, else by our own count of what was asked and said. */
  function count({ inputTokens, tokens, learn }: Asked, { usage, said }: ChunkWriter): void {
    if (usage?.inputTokens !== undefined) learn(usage.inputTokens, answeredBy)
    const whole = usage?.inputTokens !== undefined && usage.outputTokens !== undefined
    // Nothing was said: whether the prompt was read at all is not known.
    if (!whole && said.length === 0 && usage === undefined) return
    const counted: Usage = whole
      ? usage
      : { inputTokens, outputTokens: tokens.count(said.join('')), ...usage, estimated: true }
    used.push(counted)
    attempts.push({ ...answeredBy, usage: counted })
    progress.used = used.length > 1 ? sumUsage(used) : used[0]
  }

  /** After its last turn, however that went. */
  async function end(
    writer: ChunkWriter,
    failure: ChatError | undefined,
    step: number,
  ): Promise<void> {
    if (progress.stopped === 'stopped') {
      return await close(stoppedChunks(facts({ status: 'stopped' })))
    }
    if (progress.stopped === 'interrupted') {
      const message = sentenceFor('incomplete_stream')
      return await fail(new ChatError('incomplete_stream', message, { retryable: true }))
    }
    if (failure === undefined) {
      return await close([{ type: 'finish-step' }, finish(writer.finishReason ?? 'other')])
    }
    // Thoughts were seen too: nothing is spliced into what has begun.
    const isBlank = step === 1 && writer.said.length === 0
    const reply = isBlank ? cannedReply(failure, options.replies, clock.now()) : undefined
    if (reply === undefined) return await fail(failure)
    return await close(
      cannedChunks(reply, facts({ canned: reply.reason, finishReason: 'stop' }), writer),
    )
  }

  function finish(finishReason: FinishReason): Chunk {
    return { type: 'finish', finishReason, messageMetadata: { millrace: facts({ finishReason }) } }
  }

  async function fail(error: ChatError): Promise<void> {
    const info = options.infoOf(error)
    await close(failedChunks(info, facts({ status: statusAfter(info) })))
  }

  /** Kept first: whoever sees the end finds the whole answer in the history. */
  async function close(last: readonly Chunk[]): Promise<void> {
    progress.ending = true
    record?.add(last)
    await keeper?.finish(kept(), progress.stopped === 'interrupted')
    append(last)
    log.append([encode(log.next, endOfStream)])
    log.end()
    await log.flushed
    await Promise.all(settling)
  }

  /** Undefined when the answer is stopped meanwhile: what never ends is not waited for. */
  async function orStopped<Value>(work: Promise<Value> | undefined): Promise<Value | undefined> {
    if (work === undefined || signal.aborted) return undefined
    let stop: (() => void) | undefined
    const stopped = new Promise<undefined>((resolve) => {
      stop = () => resolve(undefined)
      signal.addEventListener('abort', stop)
    })
    try {
      return await Promise.race([work, stopped])
    } finally {
      if (stop !== undefined) signal.removeEventListener('abort', stop)
    }
  }

  keeper?.onTrouble(() => {
    if (log.ended) return
    append([{ type: 'data-millrace-notice', data: { kind: 'not-saved' }, transient: true }])
  })
  try {
    await answer()
  } catch (thrown) {
    // What cannot be written down, from a careless provider: the body ends without its end.
    log.end()
    options.onError(toChatError(thrown, { message: sentenceFor('unknown') }), answeredBy)
  }
}

/** Failures of a provider that may have been at work already. */
const maybeBilled: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'timeout',
  'incomplete_stream',
  'bad_event',
])

const unprovenText = 'This could not be confirmed, so nothing was done. You will be asked again.'

async function orError<Value>(work: Promise<Value>): Promise<Value | ChatError> {
  try {
    return await work
  } catch (thrown) {
    return toChatError(thrown, { message: sentenceFor('unknown') })
  }
}

import {
  ChatError,
  type Chunk,
  encode,
  endOfStream,
  type Facts,
  factsOf,
  type FinishReason,
  isToolPart,
  type Message,
  readUsage,
  reopened,
  toChatError,
} from '@millrace/protocol'
import type { AnswerLog } from '../log/createAnswerLog.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { toPrompt } from '../provider/toPrompt.ts'
import { unlessAborted } from '../waiting/unlessAborted.ts'
import type { AnsweredBy } from './AnsweredBy.ts'
import type { AnswerOptions, Progress } from './AnswerOptions.ts'
import { askWithMaterial } from './askWithMaterial.ts'
import type { Asked, Conversation } from './createAsking.ts'
import { type ChunkWriter, createChunkWriter } from './createChunkWriter.ts'
import { createRecord } from './createRecord.ts'
import { createTally } from './createTally.ts'
import { cannedChunks, cannedReply, failedChunks, statusAfter, stoppedChunks } from './endings.ts'
import { introducing } from './introducing.ts'

/** Never rejects. What it needs of the question goes with it: answers are kept long after their end. */
export async function produceAnswer(
  options: AnswerOptions,
  {
    log,
    progress,
    signal,
  }: { readonly log: AnswerLog; readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> {
  const { provider, clock, asking, messageId, before, tools, keeper } = options
  /** With what was found for it, once that is known. */
  let { conversation } = options
  let introduce = introducing([])
  const startedAt = clock.now()
  let firstTokenMs: number | undefined
  let answeredBy: AnsweredBy = { provider: provider.name, model: provider.model }
  const tally = createTally(
    before === undefined ? undefined : readUsage(factsOf(before.message).usage),
  )
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
    const cached = options.cached?.()
    progress.used = tally.used
    progress.facts = {
      ...tally.facts,
      ...more,
      ...answeredBy,
      ...(cached === undefined ? {} : { cached }),
      timings,
    }
    return progress.facts
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
    let refused = options.guard && (await unlessAborted(signal, options.guard()))
    const goesOn = refused === undefined && (await settle())
    // Other calls wait for their user still.
    if (!goesOn && refused === undefined) return await close([finish('tool-calls')])
    let { asked } = options
    if (refused === undefined) {
      const found = await retrieve()
      if (found instanceof ChatError) refused = found
      else if (found !== undefined) asked = found
    }
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

  /** Looks for what helps. Resolves to the question with it, or to why it is not answered. */
  async function retrieve(): Promise<Asked | ChatError | undefined> {
    const { retrieval } = options
    if (retrieval === undefined || signal.aborted) return undefined
    const passages = await unlessAborted(signal, retrieval.search(signal))
    if (passages === undefined || passages instanceof ChatError) return passages
    const { count } = asking
    const parts = before?.message.parts ?? []
    const material = { passages, maxTokens: retrieval.maxTokens, count, parts }
    const grounded = await orError(
      askWithMaterial(conversation, material, (grown) =>
        options.asked === undefined ? asking.ask(soFar(grown), signal) : asking.ask(grown, signal),
      ),
    )
    if (grounded instanceof ChatError) options.onError(grounded, answeredBy)
    if (grounded === undefined || grounded instanceof ChatError) return grounded
    ;({ conversation } = grounded)
    introduce = introducing(grounded.sources)
    return grounded.asked
  }

  /** One turn of the model. Resolves to what it was asked, or to why it failed. */
  async function speak(
    prepared: Asked | undefined,
    writer: ChunkWriter,
  ): Promise<Asked | ChatError | undefined> {
    let asked = prepared ?? (await askedNow())
    if (asked instanceof ChatError) options.onError(asked, answeredBy)
    if (asked instanceof ChatError || asked === undefined) return asked
    let failure = await ask(asked, writer)
    if (failure?.code === 'context_length' && !writer.visible && !signal.aborted) {
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
    tally.count(asked, writer, answeredBy)
    return failure ?? asked
  }

  async function askedNow(): Promise<Asked | ChatError | undefined> {
    if (signal.aborted) return undefined
    return await orError(asking.ask(soFar(conversation), signal))
  }

  /** The conversation as it is by now: with what the tools gave. */
  function soFar({ messages, leftOut }: Conversation): Conversation {
    const earlier = before === undefined ? messages : messages.slice(0, -1)
    const said = record === undefined ? [] : [record.message]
    return { messages: [...earlier, ...said], leftOut, continues: false }
  }

  /** Writes down what the provider says to this. Returns what went wrong, if something did. */
  async function ask(asked: Asked, writer: ChunkWriter): Promise<ChatError | undefined> {
    if (signal.aborted) return undefined
    answeredBy = { provider: provider.name, model: provider.model }
    write([{ type: 'data-millrace-context-window', data: asked.report, transient: true }])
    try {
      for await (const events of provider.stream(asked.request, { signal })) {
        if (signal.aborted) return undefined
        const chunks: Chunk[] = []
        // Notices come by themselves.
        const [head] = events
        if (head?.type === 'notice' && head.notice.kind === 'failed-over') {
          answeredBy = { provider: head.notice.provider, model: head.notice.model }
        }
        writer.add(events, chunks)
        if (writer.visible) firstTokenMs ??= clock.now() - startedAt
        write(introduce(chunks))
        const last = events.at(-1)
        if (last?.type === 'error') return last.error
      }
    } catch (thrown) {
      if (!signal.aborted) return toChatError(thrown, { message: sentenceFor('unknown') })
    }
    return undefined
  }

  /** What the user decided of calls before. Resolves to whether the model has its turn now. */
  async function settle(): Promise<boolean> {
    if (tools === undefined || record === undefined || before === undefined) return true
    if (conversation.continues || signal.aborted) return true
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
      await unlessAborted(signal, calls.run(approved, { approved: true, prompt, signal, write }))
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
    if (signal.aborted) return false
    const { prompt } = asked.request
    const answered = await unlessAborted(
      signal,
      tools.calls.run(writer.calls, { prompt, signal, write }),
    )
    return answered === true && step < tools.maxSteps
  }

  /** After its last turn, however that went. */
  async function end(
    writer: ChunkWriter,
    failure: ChatError | undefined,
    step: number,
  ): Promise<void> {
    if (progress.stopped === 'stopped' || progress.stopped === 'removed') {
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
    if (progress.stopped !== 'removed') {
      await keeper?.finish(kept(), progress.stopped === 'interrupted')
    }
    // Also where that was known only while it was kept.
    if (progress.stopped === 'removed') await keeper?.drop()
    append(last)
    log.append([encode(log.next, endOfStream)])
    log.end()
    await log.flushed
    await options.paid?.()
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

const unprovenText = 'This could not be confirmed, so nothing was done. You will be asked again.'

async function orError<Value>(work: Promise<Value>): Promise<Value | ChatError> {
  try {
    return await work
  } catch (thrown) {
    return toChatError(thrown, { message: sentenceFor('unknown') })
  }
}

import {
  assemble,
  type Assembly,
  type Chunk,
  type Clock,
  type Facts,
  type Message,
  type NewId,
  startAssembly,
} from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import { browserWake } from '../connection/browserWake.ts'
import { browserFrames } from '../pace/browserFrames.ts'
import type { SendRequest, Transport } from '../transport/Transport.ts'
import { needsOutput } from './answerTool.ts'
import type { ChatOptions, ToolCall } from './ChatOptions.ts'
import type { ChatState, Run } from './ChatState.ts'
import { closeMessage, isDisconnect, isVisible } from './closeMessage.ts'
import { beginningOf, markContinued } from './continuing.ts'
import { withoutEmptyWay, withRoomFor } from './forks.ts'
import { readReport } from './readReport.ts'
import { type Outcome, type Place, type RunHandle, startRun } from './startRun.ts'
import { withCount } from './withCount.ts'
import { withMessage } from './withMessages.ts'

export interface AnswersOptions<M extends Message> {
  readonly store: StoreApi<ChatState<M>>
  readonly transport: Transport
  readonly options: ChatOptions<M>
  readonly clock: Clock
  readonly newId: NewId
}

/** The answers of one conversation, one at a time: how each comes into the state, and how it leaves its busy states. */
export interface Answers<M extends Message> {
  /**
   * Starts an answer and resolves when it ended, to how. The state shows it before the first await.
   * @param begun - What there is of it already.
   */
  begin(
    runId: string,
    request: SendRequest | Place,
    begun?: Assembly<M>,
  ): Promise<Outcome['status'] | undefined>
  /** Goes on with what ran when the last looker went, or asks what runs. */
  rejoin(): Promise<Outcome['status'] | undefined>
  stop(): void
  /** Closes the connection and leaves the answer where it is: somebody may come back to it. */
  detach(): void
  /** Changes messages of the state, and the answer that is being written. */
  alter(change: (message: M) => M): void
  /** The last question, if the server never took it. */
  unaccepted: string | undefined
}

/** The answer being received. */
interface Answer<M extends Message> {
  assembly: Assembly<M>
  run: RunHandle | undefined
}

/** A run at its end. */
interface Ended<M extends Message> {
  readonly runId: string
  readonly goesOn: boolean
  readonly assembly: Assembly<M>
  readonly outcome: Outcome
}

/** Makes them. Nothing runs until one begins. */
export function createAnswers<M extends Message>({
  store,
  transport,
  options,
  clock,
  newId,
}: AnswersOptions<M>): Answers<M> {
  const { random = Math.random, frames = browserFrames(), wake = browserWake() } = options
  const { pace = 'calm' } = options
  const reconnect = { maxAttempts: 8, baseMs: 500, capMs: 15_000, ...options.reconnect }
  const { id } = store.getState()
  let current: Answer<M> | undefined
  let unaccepted: string | undefined
  /** Calls that were handed to the application. */
  const called = new Set<string>()
  const heard = new Map<string, number>()
  /** The answer that was being written when the last looker went. */
  let left: { readonly place: Place; readonly assembly: Assembly<M> } | undefined

  async function begin(
    runId: string,
    request: SendRequest | Place,
    begun?: Assembly<M>,
  ): Promise<Outcome['status'] | undefined> {
    const startedAt = clock.now()
    // The server may rename the message by its `start`.
    const blank = { id: newId(), role: 'assistant', parts: [] } as Message as M
    const answer: Answer<M> = { assembly: begun ?? startAssembly(blank), run: undefined }
    current = answer
    let ended: Outcome['status'] | undefined
    // An answer that is posted again goes on after a tool call, unless it is continued where it was cut short.
    const goesOn = begun !== undefined && 'trigger' in request && request.continues === undefined
    const mark =
      'continues' in request && request.continues !== undefined
        ? markContinued(request.continues)
        : (chunks: readonly Chunk[]) => chunks
    store.setState({ run: { status: 'submitted', runId, startedAt }, notices: [] })
    answer.run = startRun({
      chatId: id,
      runId,
      request,
      heard,
      transport,
      clock,
      frames,
      random,
      wake,
      pace,
      gapWaitMs: options.gapWaitMs ?? 2000,
      reconnect,
      onChunks(chunks) {
        unaccepted = undefined
        if (answer.assembly.message === blank) {
          answer.assembly = beginningOf(answer.assembly, chunks, messageOf)
        }
        answer.assembly = assemble(answer.assembly, mark(chunks))
        const { message } = answer.assembly
        // What was shown may be taken back.
        if (!isVisible(message) && !isStreaming(store.getState().run, message.id)) return
        store.setState((state) => ({
          ...withMessage('after' in request ? withRoomFor(state, message) : state, message),
          // The same while it is the same: whoever looks at the run is not woken by text.
          run: isStreaming(state.run, message.id)
            ? state.run
            : { status: 'streaming', runId, startedAt, messageId: message.id },
        }))
        for (const chunk of chunks)
          if (chunk.type === 'tool-input-available') callTool(message, chunk)
      },
      onData(chunk) {
        options.onData?.(chunk)
        if (!chunk.type.startsWith('data-millrace-')) return
        const contextWindow = readReport(chunk)
        store.setState((state) => ({
          notices: [...state.notices, chunk],
          ...(contextWindow === undefined ? {} : { contextWindow }),
        }))
      },
      onReconnecting(attempt, retryAt) {
        const { message } = answer.assembly
        const messageId = isVisible(message) ? message.id : undefined
        store.setState({
          run: { status: 'reconnecting', runId, startedAt, messageId, attempt, retryAt },
        })
      },
      onReport: (reason) => options.onReport?.(reason),
      onStopped: (facts) => addFacts(answer.assembly.message.id, facts),
      onEnd(outcome) {
        current = undefined
        ended = outcome.status
        // Somebody may come back to it: then it goes on from here and not from zero.
        const place = outcome.status === 'detached' ? answer.run?.place : undefined
        left = place === undefined ? undefined : { place, assembly: answer.assembly }
        settle({ runId, goesOn, assembly: answer.assembly, outcome })
      },
    })
    await answer.run.done
    return ended
  }

  function messageOf(messageId: string): M | undefined {
    const { messages, indexById } = store.getState()
    return messages[indexById.get(messageId) ?? -1]
  }

  /** The server's count of an answer that was stopped comes when the answer is long closed. */
  function addFacts(messageId: string, facts: Facts): void {
    if (current?.assembly.message.id === messageId) return
    store.setState((state) => withCount(state, messageId, facts))
  }

  /** Writes down how the answer ended. The one place where a run leaves its busy states. */
  function settle({ runId, goesOn, assembly, outcome }: Ended<M>): void {
    const failed = outcome.status === 'failed' ? outcome : undefined
    // Nothing was followed: what is there stays as it is.
    if (outcome.status === 'nothing') return store.setState({ run: { status: 'idle' } })
    // What the server never took leaves an answer that it would have carried on as it was.
    const shown =
      failed?.accepted !== false &&
      (isVisible(assembly.message) ||
        outcome.status === 'complete' ||
        isStreaming(store.getState().run, assembly.message.id))
    const message = shown ? closeMessage(assembly, outcome) : undefined
    // Another answer that never came leaves the one before it.
    if (message === undefined) store.setState(withoutEmptyWay)
    const last = store.getState().messages.at(-1)
    if (failed?.accepted === false && last?.role === 'user') unaccepted = last.id
    store.setState((state) => ({
      ...(message === undefined ? state : withMessage(state, message)),
      run:
        failed === undefined
          ? { status: 'idle' }
          : {
              status: 'failed',
              runId,
              error: failed.error,
              messageId: message?.id,
              accepted: failed.accepted,
              goesOn,
            },
    }))
    if (failed !== undefined) options.onError?.(failed.error)
    options.onFinish?.({
      message,
      messages: store.getState().messages,
      isAbort: outcome.status === 'stopped',
      isDisconnect: failed !== undefined && isDisconnect(failed.error),
      isError: failed !== undefined,
      finishReason: assembly.finishReason,
    })
  }

  function callTool(message: M, call: ToolCall): void {
    if (call.providerExecuted === true || called.has(call.toolCallId)) return
    // Replayed after a reload, a call may have been answered long ago.
    if (!needsOutput(message, call.toolCallId)) return
    called.add(call.toolCallId)
    options.onToolCall?.(call)
  }

  return {
    begin,
    rejoin: () => begin(newId(), left?.place ?? { after: -1 }, left?.assembly),
    stop: () => current?.run?.stop(),
    detach: () => current?.run?.detach(),
    alter(change) {
      // An answer that is being written, or was left while it was, is put together from its assembly.
      if (current !== undefined) current.assembly = altered(current.assembly, change)
      if (left !== undefined) left = { ...left, assembly: altered(left.assembly, change) }
      store.setState((state) =>
        state.messages.reduce((next, message) => {
          const changed = change(message)
          return changed === message ? next : withMessage(next, changed)
        }, state),
      )
    },
    get unaccepted() {
      return unaccepted
    },
    set unaccepted(question) {
      unaccepted = question
    },
  }
}

function altered<M extends Message>(assembly: Assembly<M>, change: (message: M) => M): Assembly<M> {
  const message = change(assembly.message)
  return message === assembly.message ? assembly : { ...assembly, message }
}

function isStreaming(run: Run, messageId: string): boolean {
  return run.status === 'streaming' && run.messageId === messageId
}

import {
  assemble,
  type Assembly,
  type Chunk,
  type Clock,
  type Facts,
  isToolPart,
  type Message,
  type NewId,
  startAssembly,
} from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { WakeSource } from '../connection/WakeSource.ts'
import { browserFrames } from '../pace/browserFrames.ts'
import type { KeptRun } from '../persistence/KeptChat.ts'
import type { SendRequest, Transport } from '../transport/Transport.ts'
import type { Answers, AnswerWatcher, Beginning } from './Answers.ts'
import { needsOutput } from './answerTool.ts'
import type { ChatOptions, ToolCall } from './ChatOptions.ts'
import type { ChatState, Run } from './ChatState.ts'
import { cannedAnswer } from './cannedAnswer.ts'
import { closeMessage, isDisconnect, isVisible } from './closeMessage.ts'
import { beginningOf, markContinued } from './continuing.ts'
import { withoutEmptyWay, withRoomFor } from './forks.ts'
import { readReport } from './readReport.ts'
import { type Outcome, type Place, type RunHandle, startRun } from './startRun.ts'
import { withCount } from './withCount.ts'
import type { Ways } from './createWays.ts'
import { withMessage } from './withMessages.ts'

export interface AnswersOptions<M extends Message> {
  readonly store: StoreApi<ChatState<M>>
  readonly transport: Transport
  readonly options: ChatOptions<M>
  readonly clock: Clock
  readonly newId: NewId
  readonly wake: WakeSource
  readonly ways: Ways<M>
  /** Whether a server that cannot be reached is waited for. */
  readonly waits: boolean
  /** Told when more of an answer is in the state, and how a run ended, with its message if there is one. */
  readonly watcher?: AnswerWatcher<M> | undefined
}

/** The answer being received. */
interface Answer<M extends Message> {
  readonly runId: string
  readonly startedAt: number
  assembly: Assembly<M>
  run: RunHandle | undefined
}

type Failure = Extract<Outcome, { readonly status: 'failed' }>

/** A run at its end. */
interface Ended<M extends Message> {
  readonly runId: string
  readonly goesOn: boolean
  readonly assembly: Assembly<M>
  readonly outcome: Outcome
  readonly putBack: Beginning<M>['putBack']
}

/** Makes them. Nothing runs until one begins. */
export function createAnswers<M extends Message>({
  store,
  transport,
  options,
  clock,
  newId,
  wake,
  ways,
  waits,
  watcher,
}: AnswersOptions<M>): Answers<M> {
  const { random = Math.random, frames = browserFrames() } = options
  const { pace = 'calm' } = options
  const reconnect = { maxAttempts: 8, baseMs: 500, capMs: 15_000, ...options.reconnect }
  const { id } = store.getState()
  let current: Answer<M> | undefined
  let unaccepted: string | undefined
  const unsent = new Set<string>()
  /** Calls that were handed to the application. */
  const called = new Set<string>()
  const heard = new Map<string, number>()
  /** The answer that was being written when the last looker went. */
  let left: KeptRun<M> | undefined

  async function begin(
    runId: string,
    request: SendRequest | Place,
    { begun, before, onAccepted, putBack, isFollowed = false }: Beginning<M> = {},
  ): Promise<Outcome | undefined> {
    const startedAt = clock.now()
    // The server may rename the message by its `start`.
    const blank = { id: newId(), role: 'assistant', parts: [] } as Message as M
    const answer: Answer<M> = {
      runId,
      startedAt,
      assembly: begun ?? startAssembly(blank),
      run: undefined,
    }
    current = answer
    let ended: Outcome | undefined
    // An answer that is posted again goes on after a tool call, unless it is continued where it was cut short.
    const goesOn = begun !== undefined && 'trigger' in request && request.continues === undefined
    const mark =
      'continues' in request && request.continues !== undefined
        ? markContinued(request.continues)
        : (chunks: readonly Chunk[]) => chunks
    let isAccepted = false
    store.setState({ run: { status: 'submitted', runId, startedAt }, notices: [] })
    ways.begun()
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
      waits,
      before,
      onReached(streamId) {
        ways.reached()
        if (!isAccepted) onAccepted?.(streamId)
        if (!isAccepted && 'trigger' in request) unsent.delete(request.messages.at(-1)?.id ?? '')
        isAccepted = true
      },
      onChunks(chunks) {
        unaccepted = undefined
        ways.came()
        if (answer.assembly.message === blank) {
          answer.assembly = beginningOf(answer.assembly, chunks, messageOf)
        }
        answer.assembly = assemble(answer.assembly, mark(chunks))
        const { message } = answer.assembly
        // What was shown may be taken back.
        if (!isVisible(message) && !isShown(store.getState().run, message.id)) return
        store.setState((state) => ({
          ...withMessage('after' in request ? withRoomFor(state, message) : state, message),
          // The same while it is the same: whoever looks at the run is not woken by text.
          run: isStreaming(state.run, message.id)
            ? state.run
            : { status: 'streaming', runId, startedAt, messageId: message.id },
        }))
        if (!isFollowed) {
          for (const chunk of chunks) {
            if (chunk.type === 'tool-input-available') callTool(message, chunk)
          }
        }
        watcher?.grown()
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
        ways.reconnecting(attempt, retryAt)
      },
      onReport: (reason) => options.onReport?.(reason),
      onStopped: (facts) => addFacts(answer.assembly.message.id, facts),
      onEnd(outcome) {
        current = undefined
        ended = outcome
        // Somebody may come back to it: then it goes on from here and not from zero.
        if (outcome.status !== 'lost' || !('after' in request)) {
          left = outcome.status === 'detached' ? keptOf(answer) : undefined
        }
        const message = settle({
          runId,
          goesOn,
          assembly: answer.assembly,
          outcome,
          putBack,
        })
        // What was never asked is no run of this page's.
        if (outcome.status !== 'nothing' || !('trigger' in request)) {
          watcher?.ended(runId, outcome, message)
        }
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
  function settle({ runId, goesOn, assembly, outcome, putBack }: Ended<M>): M | undefined {
    const failed = outcome.status === 'failed' ? outcome : undefined
    const notAsked = failed?.accepted === true ? undefined : putBack?.(store.getState(), outcome)
    // Nothing was asked or followed: what is there stays as it is.
    if (notAsked !== undefined || outcome.status === 'nothing' || outcome.status === 'lost') {
      store.setState({ ...notAsked, run: { status: 'idle' } })
      ways.ended(outcome, undefined)
      return undefined
    }
    // What the server never took leaves an answer that it would have carried on as it was.
    const shown =
      failed?.accepted !== false &&
      (isVisible(assembly.message) ||
        outcome.status === 'complete' ||
        isShown(store.getState().run, assembly.message.id))
    const canned = failed === undefined ? undefined : cannedFor(failed)
    const message = shown ? closeMessage(assembly, outcome) : canned
    // Another answer that never came leaves the one before it.
    if (message === undefined) store.setState(withoutEmptyWay)
    const last = store.getState().messages.at(-1)
    if (failed?.accepted === false && last?.role === 'user') {
      // With an automatic reply it stands in the conversation, and is not replaced by the next one.
      if (canned === undefined) unaccepted = last.id
      else unsent.add(last.id).add(canned.id)
    }
    store.setState((state) => ({
      ...(message === undefined ? state : withMessage(state, message)),
      run:
        failed === undefined || canned !== undefined
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
    ways.ended(outcome, message)
    if (failed !== undefined) options.onError?.(failed.error)
    options.onFinish?.({
      message,
      messages: store.getState().messages,
      isAbort: outcome.status === 'stopped',
      isDisconnect: failed !== undefined && isDisconnect(failed.error),
      isError: failed !== undefined,
      finishReason: assembly.finishReason,
    })
    return message
  }

  /** An automatic reply to a question that the server never had, where none is waited for. */
  function cannedFor({ error, accepted }: Failure): M | undefined {
    const question = store.getState().messages.at(-1)
    if (accepted || waits || question?.role !== 'user') return undefined
    return cannedAnswer(error, options.canned, { id: newId(), question, now: clock.now() })
  }

  /** Not of an answer whose server does not number it: nobody could go on with that. */
  function keptOf({ runId, startedAt, assembly, run }: Answer<M>): KeptRun<M> | undefined {
    const { streamId, after } = run?.place ?? {}
    if (streamId === undefined || after === undefined) return undefined
    const calls = assembly.message.parts.filter(isToolPart).map(({ toolCallId }) => toolCallId)
    return {
      runId,
      streamId,
      after,
      startedAt,
      assembly,
      called: calls.filter((id) => called.has(id)),
    }
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
    rejoin: () =>
      left?.streamId === undefined
        ? begin(newId(), { after: -1 })
        : begin(
            left.runId,
            { streamId: left.streamId, after: left.after },
            { begun: left.assembly },
          ),
    follow: ({ runId, streamId }) => begin(runId, { streamId, after: -1 }, { isFollowed: true }),
    get running() {
      return current?.run?.isShown === true ? keptOf(current) : undefined
    },
    get left() {
      return left
    },
    takeUp(run) {
      for (const callId of run.called) called.add(callId)
      if (run.streamId === undefined) return
      heard.set(run.streamId, run.after)
      left = run
    },
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
    unsent,
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

/** Whether the answer stands on the screen, also while its connection is made anew. */
function isShown(run: Run, messageId: string): boolean {
  return (
    (run.status === 'streaming' || run.status === 'reconnecting') && run.messageId === messageId
  )
}

function isStreaming(run: Run, messageId: string): boolean {
  return run.status === 'streaming' && run.messageId === messageId
}

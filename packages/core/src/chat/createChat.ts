import {
  assemble,
  type Assembly,
  ChatError,
  type Clock,
  type DataChunk,
  type ErrorInfo,
  type Facts,
  type FinishReason,
  type Message,
  type NewId,
  type Random,
  randomId,
  startAssembly,
  systemClock,
  withFacts,
} from '@millrace/protocol'
import { createStore } from 'zustand/vanilla'
import { browserWake } from '../connection/browserWake.ts'
import type { WakeSource } from '../connection/WakeSource.ts'
import { browserFrames } from '../pace/browserFrames.ts'
import type { Pace } from '../pace/createPacer.ts'
import type { FrameSource } from '../pace/FrameSource.ts'
import type { SendRequest, Transport } from '../transport/Transport.ts'
import { type ChatState, isBusy, type NewMessage } from './ChatState.ts'
import type { ChatStore, SendOptions } from './ChatStore.ts'
import type { ComposerState } from './ComposerState.ts'
import { type Outcome, type ReconnectOptions, type RunHandle, startRun } from './startRun.ts'
import { toMessage } from './toMessage.ts'
import { orderOf, withMessage, withMessages } from './withMessages.ts'

export interface ChatOptions<M extends Message = Message> {
  readonly transport: Transport
  /** Names the conversation on the server. Default: a new id. */
  readonly id?: string
  /** What was said before, oldest first. */
  readonly messages?: readonly M[]
  /** What a question does while an answer is running. Default `queue`. */
  readonly whenBusy?: 'queue' | 'interrupt' | 'reject'
  /** How often the screen follows the stream. Default `calm`: every 50 ms. */
  readonly pace?: Pace
  readonly reconnect?: Partial<ReconnectOptions>
  /** The answer ended, however it ended. */
  readonly onFinish?: (event: FinishEvent<M>) => void
  readonly onError?: (error: ErrorInfo) => void
  /** Application data as it arrives, transient or not. */
  readonly onData?: (chunk: DataChunk) => void
  /** A chunk was skipped; worth a log line, never fatal. */
  readonly onReport?: (reason: string) => void
  readonly clock?: Clock
  readonly frames?: FrameSource
  readonly wake?: WakeSource
  readonly newId?: NewId
  readonly random?: Random
}

/** As the AI SDK's `onFinish` tells it. */
export interface FinishEvent<M extends Message = Message> {
  /** The answer; undefined when none came. */
  readonly message: M | undefined
  readonly messages: readonly M[]
  readonly isAbort: boolean
  readonly isDisconnect: boolean
  readonly isError: boolean
  readonly finishReason: FinishReason | undefined
}

/** Makes a conversation. Nothing runs until something is sent. */
export function createChat<M extends Message = Message>(options: ChatOptions<M>): ChatStore<M> {
  const { transport, clock = systemClock, newId = randomId, random = Math.random } = options
  const { frames = browserFrames(), wake = browserWake() } = options
  const { pace = 'calm', whenBusy = 'queue' } = options
  const reconnect = { maxAttempts: 8, baseMs: 500, capMs: 15_000, ...options.reconnect }
  const id = options.id ?? newId()
  const messages = options.messages ?? []
  const store = createStore<ChatState<M>>(() => ({
    id,
    messages,
    ...orderOf(messages),
    run: { status: 'idle' },
    queue: [],
    notices: [],
  }))
  const composer = createStore<ComposerState>((set) => ({
    text: '',
    setText: (text) => set({ text }),
  }))
  let current: RunHandle | undefined
  /** The last question, if the server never took it. */
  let unaccepted: string | undefined
  let lookers = 0

  /** Starts an answer and resolves when it ended. The state shows it before the first await. */
  function begin(runId: string, request: SendRequest | undefined, continued?: M): Promise<void> {
    const startedAt = clock.now()
    // The server may rename the message by its `start`.
    const blank = { id: newId(), role: 'assistant', parts: [] } as Message as M
    let assembly = startAssembly(continued ?? blank)
    store.setState({ run: { status: 'submitted', runId, startedAt }, notices: [] })
    const run = startRun({
      chatId: id,
      runId,
      request,
      transport,
      clock,
      frames,
      random,
      wake,
      pace,
      reconnect,
      onChunks(chunks) {
        unaccepted = undefined
        assembly = assemble(assembly, chunks)
        const { message } = assembly
        if (!isVisible(message)) return
        store.setState((state) => ({
          ...withMessage(state, message),
          run: { status: 'streaming', runId, startedAt, messageId: message.id },
        }))
      },
      onData(chunk) {
        options.onData?.(chunk)
        if (!chunk.type.startsWith('data-millrace-')) return
        store.setState((state) => ({ notices: [...state.notices, chunk] }))
      },
      onReconnecting(attempt, retryAt) {
        const messageId = isVisible(assembly.message) ? assembly.message.id : undefined
        store.setState({
          run: { status: 'reconnecting', runId, startedAt, messageId, attempt, retryAt },
        })
      },
      onReport: (reason) => options.onReport?.(reason),
      onEnd(outcome) {
        current = undefined
        settle(runId, assembly, outcome)
      },
    })
    current = run
    return run.done.then(sendNext)
  }

  /** Writes down how the answer ended. The one place where a run leaves its busy states. */
  function settle(runId: string, assembly: Assembly<M>, outcome: Outcome): void {
    const failed = outcome.status === 'failed' ? outcome : undefined
    const shown = isVisible(assembly.message) || outcome.status === 'complete'
    const message = shown ? closed(assembly, outcome) : undefined
    if (failed?.accepted === false) unaccepted = store.getState().messageIds.at(-1)
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

  function sendNext(): Promise<void> | undefined {
    const { queue, run } = store.getState()
    const [first, ...rest] = queue
    // After a failure the queue waits: what follows may rest on the answer that did not come.
    if (first === undefined || run.status !== 'idle') return undefined
    store.setState({ queue: rest })
    return ask(toMessage<M>(first.message, { newId, createdAt: clock.now() }), {})
  }

  function ask(message: M, { body }: SendOptions): Promise<void> {
    const { messages: before } = store.getState()
    const from = before.findIndex(({ id: known }) => known === message.id || known === unaccepted)
    const kept = from < 0 ? before : before.slice(0, from)
    store.setState((state) => withMessages(state, [...kept, message]))
    return post({ trigger: 'submit-message', ...(body === undefined ? {} : { body }) })
  }

  function post(request: Pick<SendRequest, 'trigger' | 'messageId' | 'body'>): Promise<void> {
    const runId = newId()
    const { messages: sent } = store.getState()
    return begin(runId, { ...request, chatId: id, runId, messages: sent })
  }

  async function stop(): Promise<void> {
    current?.stop()
  }

  return {
    id,
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    composer,
    async sendMessage(written, sendOptions = {}) {
      const message = toMessage<M>(written, { newId, createdAt: clock.now() })
      if (isBusy(store.getState().run)) {
        if (whenBusy === 'reject') throw new ChatError('busy', 'An answer is still being written.')
        if (whenBusy === 'queue') return enqueue(written)
        await stop()
      }
      await ask(message, sendOptions)
    },
    async regenerate({ messageId, body } = {}) {
      await stop()
      const { messages: before } = store.getState()
      const target = messageId ?? before.at(-1)?.id
      const index = before.findIndex(({ id: known }) => known === target)
      const found = before[index]
      if (found === undefined) throw new ChatError('not_found', 'There is nothing to answer again.')
      const answer = found.role === 'assistant' ? found : undefined
      const kept = before.slice(0, answer === undefined ? index + 1 : index)
      store.setState((state) => withMessages(state, kept))
      await post({
        trigger: found.id === unaccepted ? 'submit-message' : 'regenerate-message',
        ...(answer === undefined ? {} : { messageId: answer.id }),
        ...(body === undefined ? {} : { body }),
      })
    },
    stop,
    async resumeStream() {
      if (isBusy(store.getState().run)) return
      await begin(newId(), undefined)
    },
    setMessages(next) {
      current?.stop()
      const { messages: before } = store.getState()
      const after = typeof next === 'function' ? next(before) : next
      unaccepted = undefined
      store.setState((state) => withMessages(state, after))
    },
    cancelQueued(queued) {
      store.setState((state) => ({ queue: state.queue.filter((entry) => entry.id !== queued) }))
    },
    clearError() {
      if (store.getState().run.status === 'failed') store.setState({ run: { status: 'idle' } })
    },
    retain() {
      lookers++
      let held = true
      return () => {
        if (!held) return
        held = false
        lookers--
        queueMicrotask(() => {
          if (lookers === 0) current?.detach()
        })
      }
    },
  }

  function enqueue(message: NewMessage): void {
    store.setState((state) => ({ queue: [...state.queue, { id: newId(), message }] }))
  }
}

/** Whether there is something to show yet. */
function isVisible(message: Message): boolean {
  return message.parts.some((part) => part.type !== 'step-start')
}

/** The message at its end: nothing is being written any more, and what went wrong is noted. */
function closed<M extends Message>(assembly: Assembly<M>, outcome: Outcome): M {
  const { message, open } = assembly
  const indexes = new Set(open.map(({ index }) => index))
  const whole: M =
    indexes.size === 0
      ? message
      : {
          ...message,
          parts: message.parts.map((part, index) =>
            indexes.has(index) ? { ...part, state: 'done' } : part,
          ) as M['parts'],
        }
  const status = statusFor(outcome)
  return status === undefined ? whole : withFacts(whole, { status })
}

function statusFor(outcome: Outcome): Facts['status'] {
  switch (outcome.status) {
    case 'complete':
      return undefined
    case 'stopped':
      return 'stopped'
    case 'detached':
      return 'interrupted'
    case 'failed':
      return isDisconnect(outcome.error) ? 'interrupted' : 'failed'
  }
}

function isDisconnect({ code }: ErrorInfo): boolean {
  return code === 'incomplete_stream' || code === 'network' || code === 'not_found'
}

import {
  assemble,
  type Assembly,
  ChatError,
  type Chunk,
  type Facts,
  type Message,
  randomId,
  reopened,
  startAssembly,
  systemClock,
} from '@millrace/protocol'
import { createStore } from 'zustand/vanilla'
import { browserWake } from '../connection/browserWake.ts'
import { browserFrames } from '../pace/browserFrames.ts'
import { afterStops } from '../transport/afterStops.ts'
import { withWindow } from '../transport/withWindow.ts'
import type { SendRequest } from '../transport/Transport.ts'
import { answerApproval, answerTool, needsOutput } from './answerTool.ts'
import type { ChatOptions, ToolCall } from './ChatOptions.ts'
import { type ChatState, isBusy, type NewMessage, type Run } from './ChatState.ts'
import type { ChatStore, SendOptions } from './ChatStore.ts'
import { readReport } from './readReport.ts'
import { beginningOf, canContinue, markContinued } from './continuing.ts'
import { createHistory } from './createHistory.ts'
import { closeMessage, isDisconnect, isVisible } from './closeMessage.ts'
import type { ComposerState } from './ComposerState.ts'
import { chooseWay, forkAt, withoutEmptyWay, withRoomFor } from './forks.ts'
import { type Outcome, type Place, type RunHandle, startRun } from './startRun.ts'
import { toMessage } from './toMessage.ts'
import { reworded } from './reworded.ts'
import { withCount } from './withCount.ts'
import { withKnownParent } from './withKnownParent.ts'
import { withRating } from './withRating.ts'
import { orderOf, withMessage, withMessages } from './withMessages.ts'

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

function altered<M extends Message>(assembly: Assembly<M>, change: (message: M) => M): Assembly<M> {
  const message = change(assembly.message)
  return message === assembly.message ? assembly : { ...assembly, message }
}

function isStreaming(run: Run, messageId: string): boolean {
  return run.status === 'streaming' && run.messageId === messageId
}

/** Makes a conversation. Nothing runs until something is sent or loaded. */
export function createChat<M extends Message = Message>(options: ChatOptions<M>): ChatStore<M> {
  const { clock = systemClock, newId = randomId, random = Math.random } = options
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
    earlier: { status: options.history === undefined ? 'none' : 'more' },
    forks: new Map(),
    queue: [],
    contextWindow: undefined,
    notices: [],
  }))
  const history = createHistory({
    store,
    history: options.history,
    onReport: (reason) => options.onReport?.(reason),
  })
  const transport = withWindow(
    withKnownParent(afterStops(options.transport, clock), store, history.loadEarlier),
    options.contextWindow,
    (contextWindow) => store.setState({ contextWindow }),
  )
  const composer = createStore<ComposerState>((set) => ({
    text: '',
    setText: (text) => set({ text }),
  }))
  let current: Answer<M> | undefined
  /** The last question, if the server never took it. */
  let unaccepted: string | undefined
  /** Calls that were handed to the application. */
  const called = new Set<string>()
  const heard = new Map<string, number>()
  /** The answer that was being written when the last looker went. */
  let left: { readonly place: Place; readonly assembly: Assembly<M> } | undefined
  let lookers = 0

  /** Starts an answer and resolves when it ended. The state shows it before the first await. */
  function begin(runId: string, request: SendRequest | Place, begun?: Assembly<M>): Promise<void> {
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
    return answer.run.done.then(() => {
      // Where nobody looks any more nothing new is begun; and who stops means it.
      if (ended !== 'detached') return sendNext(ended !== 'stopped')
      return undefined
    })
  }

  function messageOf(messageId: string): M | undefined {
    const { messages: known, indexById } = store.getState()
    return known[indexById.get(messageId) ?? -1]
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

  /** Whatever comes after a run: the application's word first, then the queue. */
  async function sendNext(mayGoOn: boolean): Promise<void> {
    if (mayGoOn && (await mayGoOnByItself())) return await goOn()
    const { queue, run } = store.getState()
    const [first, ...rest] = queue
    // After a failure the queue waits: what follows may rest on the answer that did not come.
    if (first === undefined || run.status !== 'idle') return
    store.setState({ queue: rest })
    await ask(toMessage<M>(first.message, { newId, createdAt: clock.now() }), {})
  }

  async function mayGoOnByItself(): Promise<boolean> {
    const before = store.getState()
    if (isBusy(before.run) || lastAnswer() === undefined) return false
    const wanted = (await options.sendAutomaticallyWhen?.(before.messages)) === true
    // Somebody may have been faster while the application thought.
    return wanted && store.getState().run === before.run
  }

  /** Sends the conversation as it stands: its last answer goes on. */
  function goOn(): Promise<void> {
    return post({ trigger: 'submit-message' }, lastAnswer())
  }

  function lastAnswer(): M | undefined {
    const last = store.getState().messages.at(-1)
    return last?.role === 'assistant' ? last : undefined
  }

  function ask(message: M, { body }: SendOptions): Promise<void> {
    store.setState((state) => {
      // A question that the server never took is replaced, not asked beside.
      const kept = state.messages.filter(({ id: known }) => known !== unaccepted)
      return withMessages(state, [...kept, message])
    })
    return post({ trigger: 'submit-message', ...(body === undefined ? {} : { body }) })
  }

  function post(
    request: Pick<SendRequest, 'trigger' | 'messageId' | 'body' | 'continues'>,
    continued?: M,
  ): Promise<void> {
    const runId = newId()
    const { messages: sent } = store.getState()
    const named = continued === undefined ? {} : { messageId: continued.id }
    const begun = continued === undefined ? undefined : startAssembly(reopened(continued))
    return begin(runId, { ...named, ...request, chatId: id, runId, messages: sent }, begun)
  }

  /** Changes the last answer and goes on where the application wants that. */
  async function edit(change: (message: M) => M): Promise<void> {
    const before = store.getState()
    alter(change)
    const after = store.getState()
    if (after.messages !== before.messages && !isBusy(after.run)) await sendNext(true)
  }

  function alter(change: (message: M) => M): void {
    // An answer that is being written, or was left while it was, is put together from its assembly.
    if (current !== undefined) current.assembly = altered(current.assembly, change)
    if (left !== undefined) left = { ...left, assembly: altered(left.assembly, change) }
    store.setState((state) =>
      state.messages.reduce((next, message) => {
        const changed = change(message)
        return changed === message ? next : withMessage(next, changed)
      }, state),
    )
  }

  async function sendMessage(written: NewMessage, sendOptions: SendOptions = {}): Promise<void> {
    const message = toMessage<M>(written, { newId, createdAt: clock.now() })
    const replaced = typeof written === 'string' ? undefined : written.messageId
    if (replaced !== undefined && messageOf(replaced) === undefined) {
      throw new ChatError('not_found', 'There is no such message.')
    }
    if (isBusy(store.getState().run)) {
      if (whenBusy === 'reject') throw new ChatError('busy', 'An answer is still being written.')
      // Who asks in other words does not wait for the answer to the old ones.
      if (whenBusy === 'queue' && replaced === undefined) return enqueue(written)
      await stop()
    }
    if (replaced !== undefined) {
      const index = store.getState().indexById.get(replaced)
      // Whoever heard of the stop may have taken it away.
      if (index === undefined) throw new ChatError('not_found', 'There is no such message.')
      store.setState((state) => forkAt(state, index))
    }
    await ask(message, sendOptions)
  }

  async function stop(): Promise<void> {
    current?.run?.stop()
  }

  return {
    id,
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    composer,
    sendMessage,
    editMessage: (messageId, text, sendOptions) =>
      sendMessage({ parts: reworded(messageOf(messageId), text), messageId }, sendOptions),
    rateMessage(messageId, rating, comment) {
      const message = messageOf(messageId)
      if (message === undefined) throw new ChatError('not_found', 'There is no such message.')
      alter((known) => (known.id === messageId ? withRating(known, rating) : known))
      const rated = messageOf(messageId) ?? message
      options.onFeedback?.({
        messageId,
        rating,
        message: rated,
        ...(comment === undefined ? {} : { comment }),
      })
    },
    async regenerate({ messageId, body } = {}) {
      await stop()
      const { messages: before } = store.getState()
      const target = messageId ?? before.at(-1)?.id
      const index = before.findIndex(({ id: known }) => known === target)
      const found = before[index]
      if (found === undefined) throw new ChatError('not_found', 'There is nothing to answer again.')
      const old = found.role === 'assistant' ? found : undefined
      store.setState((state) => forkAt(state, old === undefined ? index + 1 : index))
      await post({
        trigger: found.id === unaccepted ? 'submit-message' : 'regenerate-message',
        ...(old === undefined ? {} : { messageId: old.id }),
        ...(body === undefined ? {} : { body }),
      })
    },
    async continueAnswer({ body } = {}) {
      if (isBusy(store.getState().run)) {
        throw new ChatError('busy', 'An answer is still being written.')
      }
      const last = lastAnswer()
      if (last === undefined || !canContinue(last)) {
        throw new ChatError('not_found', 'There is no answer that was cut short.')
      }
      await post(
        {
          trigger: 'submit-message',
          continues: last.id,
          ...(body === undefined ? {} : { body }),
        },
        last,
      )
    },
    stop,
    async resumeStream() {
      if (isBusy(store.getState().run)) return
      await begin(newId(), left?.place ?? { after: -1 }, left?.assembly)
    },
    loadEarlier: history.loadEarlier,
    setMessages(next) {
      current?.run?.stop()
      const { messages: before } = store.getState()
      const after = typeof next === 'function' ? next(before) : next
      const notLoading = history.reset(after[0]?.id)
      unaccepted = undefined
      store.setState((state) => ({
        ...withMessages(state, after),
        forks: new Map(),
        contextWindow: undefined,
        ...notLoading,
      }))
    },
    selectBranch(messageId, index) {
      current?.run?.stop()
      store.setState((state) => chooseWay(state, messageId, index))
    },
    addToolOutput: (output) => edit((message) => answerTool(message, output)),
    addToolApprovalResponse: (said) =>
      // Ids need not differ from answer to answer: only the last one can ask.
      edit((message) =>
        message.id === lastAnswer()?.id ? answerApproval(message, said) : message,
      ),
    async goOn() {
      if (isBusy(store.getState().run)) {
        throw new ChatError('busy', 'An answer is still being written.')
      }
      if (lastAnswer() === undefined) throw new ChatError('not_found', 'There is no answer.')
      await goOn()
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
          if (lookers > 0) return
          current?.run?.detach()
          const notLoading = history.abort()
          if (notLoading !== undefined) store.setState(notLoading)
        })
      }
    },
  }

  function enqueue(message: NewMessage): void {
    store.setState((state) => ({ queue: [...state.queue, { id: newId(), message }] }))
  }
}

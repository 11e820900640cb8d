import {
  ChatError,
  type Message,
  randomId,
  reopened,
  startAssembly,
  systemClock,
} from '@millrace/protocol'
import { createStore } from 'zustand/vanilla'
import { createComposer } from '../composer/createComposer.ts'
import { afterStops } from '../transport/afterStops.ts'
import { withWindow } from '../transport/withWindow.ts'
import type { SendRequest } from '../transport/Transport.ts'
import { answerApproval, answerTool } from './answerTool.ts'
import type { ChatOptions } from './ChatOptions.ts'
import { type ChatState, isBusy, type NewMessage } from './ChatState.ts'
import type { ChatStore, SendOptions } from './ChatStore.ts'
import { canContinue } from './continuing.ts'
import { createAnswers } from './createAnswers.ts'
import { createHistory } from './createHistory.ts'
import { chooseWay, forkAt } from './forks.ts'
import type { Outcome } from './startRun.ts'
import { toMessage } from './toMessage.ts'
import { reworded } from './reworded.ts'
import { withKnownParent } from './withKnownParent.ts'
import { withRating } from './withRating.ts'
import { orderOf, withMessages } from './withMessages.ts'

/** Makes a conversation. Nothing runs until something is sent or loaded. */
export function createChat<M extends Message = Message>(options: ChatOptions<M>): ChatStore<M> {
  const { clock = systemClock, newId = randomId, whenBusy = 'queue' } = options
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
  const composer = createComposer()
  const answers = createAnswers({ store, transport, options, clock, newId })
  let lookers = 0

  function messageOf(messageId: string): M | undefined {
    const { messages: known, indexById } = store.getState()
    return known[indexById.get(messageId) ?? -1]
  }

  async function thenGoOn(answering: Promise<Outcome['status'] | undefined>): Promise<void> {
    const ended = await answering
    // Where nobody looks any more nothing new is begun; and who stops means it.
    if (ended !== 'detached') await sendNext(ended !== 'stopped')
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
      const kept = state.messages.filter(({ id: known }) => known !== answers.unaccepted)
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
    const { model } = composer.getState()
    const asking = model === undefined ? {} : { body: { model, ...request.body } }
    const sending = { ...named, ...request, ...asking, chatId: id, runId, messages: sent }
    return thenGoOn(answers.begin(runId, sending, begun))
  }

  /** Changes the last answer and goes on where the application wants that. */
  async function edit(change: (message: M) => M): Promise<void> {
    const before = store.getState()
    answers.alter(change)
    const after = store.getState()
    if (after.messages !== before.messages && !isBusy(after.run)) await sendNext(true)
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
    answers.stop()
  }

  return {
    id,
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    composer,
    models: options.models,
    sendMessage,
    editMessage: (messageId, text, sendOptions) =>
      sendMessage({ parts: reworded(messageOf(messageId), text), messageId }, sendOptions),
    rateMessage(messageId, rating, comment) {
      const message = messageOf(messageId)
      if (message === undefined) throw new ChatError('not_found', 'There is no such message.')
      answers.alter((known) => (known.id === messageId ? withRating(known, rating) : known))
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
        trigger: found.id === answers.unaccepted ? 'submit-message' : 'regenerate-message',
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
      await thenGoOn(answers.rejoin())
    },
    loadEarlier: history.loadEarlier,
    setMessages(next) {
      answers.stop()
      const { messages: before } = store.getState()
      const after = typeof next === 'function' ? next(before) : next
      const notLoading = history.reset(after[0]?.id)
      answers.unaccepted = undefined
      store.setState((state) => ({
        ...withMessages(state, after),
        forks: new Map(),
        contextWindow: undefined,
        ...notLoading,
      }))
    },
    selectBranch(messageId, index) {
      answers.stop()
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
          answers.detach()
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

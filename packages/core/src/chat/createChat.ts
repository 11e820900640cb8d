import {
  ChatError,
  type Message,
  randomId,
  reopened,
  startAssembly,
  systemClock,
  toChatError,
} from '@millrace/protocol'
import { browserWake } from '../connection/browserWake.ts'
import { afterStops } from '../transport/afterStops.ts'
import { isReached } from '../transport/isReached.ts'
import { withWindow } from '../transport/withWindow.ts'
import type { SendRequest } from '../transport/Transport.ts'
import { answerApproval, answerTool } from './answerTool.ts'
import type { ChatOptions } from './ChatOptions.ts'
import { isBusy, type NewMessage } from './ChatState.ts'
import type { ChatStore, SendOptions } from './ChatStore.ts'
import { canContinue } from './canContinue.ts'
import type { Answers, Beginning } from './Answers.ts'
import { createAnswers } from './createAnswers.ts'
import { createHistory } from './createHistory.ts'
import { createQuestions } from './createQuestions.ts'
import { type ChatShell, createShell } from './createShell.ts'
import { createWays } from './createWays.ts'
import { chooseWay, forkAt } from './forks.ts'
import type { Outcome } from './startRun.ts'
import { reworded } from './reworded.ts'
import { withKnownParent } from './withKnownParent.ts'
import { withRating } from './withRating.ts'
import { withMessages } from './withMessages.ts'

/** How long a chat is left alone that is busy with something nobody can follow, in milliseconds. */
const busyMs = 1000

/**
 * Makes a conversation. Nothing runs until something is sent or loaded.
 * @param shell - What is shown of it already (`createLateChat`). Default: a new one.
 */
export function createChat<M extends Message = Message>(
  options: ChatOptions<M>,
  shell: ChatShell<M> = createShell<M>({
    ...options,
    mayHaveEarlier: options.history !== undefined || options.persist !== undefined,
  }),
): ChatStore<M> {
  const { clock = systemClock, newId = randomId, whenBusy = 'queue' } = options
  const { id, store, composer } = shell
  const random = options.random ?? Math.random
  const together = options.persist?.join<M>({
    store,
    history: options.history,
    clock,
    newId,
    random,
    answers: () => answers,
    onReport: (reason) => options.onReport?.(reason),
    onNews: () => void sendNext(false),
  })
  const history = createHistory({
    store,
    history: together?.history ?? options.history,
    onReport: (reason) => options.onReport?.(reason),
  })
  const transport = withWindow(
    withKnownParent(afterStops(options.transport, clock), store, history.loadEarlier),
    options.contextWindow,
    (contextWindow) => store.setState({ contextWindow }),
  )
  const waits = (options.whenOffline ?? (together === undefined ? 'fail' : 'wait')) === 'wait'
  const wake = options.wake ?? browserWake(clock)
  const ways = createWays<M>({
    store,
    clock,
    random,
    wake,
    patience: options.patience,
    probe: (signal) => isReached(transport, id, signal),
    onBack: () => void sendNext(false),
  })
  const answers: Answers<M> = createAnswers({
    store,
    transport,
    options,
    clock,
    newId,
    wake,
    ways,
    waits,
    watcher: together?.watcher,
  })
  const questions = createQuestions<M>({
    store,
    answers,
    outbox: together?.outbox,
    showQueue: async () => await together?.showQueue(),
    clock,
    newId,
    waits,
    post: ({ runId, body }, more) =>
      post(
        { trigger: 'submit-message', ...(body === undefined ? {} : { body }) },
        { ...more, runId },
      ),
  })
  let lookers = 0
  let hasLeft = false

  function messageOf(messageId: string): M | undefined {
    const { messages: known, indexById } = store.getState()
    return known[indexById.get(messageId) ?? -1]
  }

  async function thenGoOn(answering: Promise<Outcome | undefined>): Promise<void> {
    const ended = await answering
    if (ended?.status === 'failed' && ended.error.code === 'busy' && waits) return await wait()
    // Where nobody looks any more nothing new is begun; and who stops means it.
    if (ended?.status !== 'detached') await sendNext(ended?.status !== 'stopped')
  }

  /** Another answer runs in this chat on the server: it is followed, where it can be, and then it is this one's turn. */
  async function wait(): Promise<void> {
    const running = await answers.rejoin()
    if (running?.status !== 'nothing') return await thenGoOn(Promise.resolve(running))
    clock.schedule(() => {
      // Whoever looks again asks by that.
      if (!hasLeft) void sendNext(false)
    }, busyMs)
  }

  /** Whatever comes after a run: the application's word first, then what other tabs did, then the queue. */
  async function sendNext(mayGoOn: boolean): Promise<void> {
    if (mayGoOn && (await mayGoOnByItself())) return await goOn()
    if (together !== undefined) {
      await together.catchUp()
      if (isBusy(store.getState().run)) return
      const run = together.takeRun()
      if (run !== undefined) return await thenGoOn(answers.follow(run))
    }
    const { run, connection } = store.getState()
    // After a failure the queue waits: what follows may rest on the answer that did not come.
    if (run.status !== 'idle' || connection.status !== 'online') return
    if (waits && answers.left !== undefined) return await thenGoOn(answers.rejoin())
    const asking = questions.askNext()
    if (asking !== undefined) await thenGoOn(asking)
  }

  /** Brings what is kept on this device, and goes on with what was under way. */
  async function restore(): Promise<void> {
    if (together === undefined) return
    try {
      await together.restore(history.loadEarlier)
    } catch (thrown) {
      options.onReport?.(`what is kept could not be read: ${toChatError(thrown).message}`)
    }
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
    return thenGoOn(post({ trigger: 'submit-message' }, { continued: lastAnswer() }))
  }

  /** Whether the server does not have a question. */
  function isUnsent(question: M | undefined): boolean {
    if (question === undefined) return false
    return question.id === answers.unaccepted || answers.unsent.has(question.id)
  }

  function lastAnswer(): M | undefined {
    const last = store.getState().messages.at(-1)
    return last?.role === 'assistant' ? last : undefined
  }

  async function post(
    request: Pick<SendRequest, 'trigger' | 'messageId' | 'body' | 'continues'>,
    { runId = newId(), continued, ...more }: Posting<M> = {},
  ): Promise<Outcome | undefined> {
    const { messages: shown } = store.getState()
    const { unsent } = answers
    const sent =
      unsent.size === 0
        ? shown
        : shown.filter((one, index) => !unsent.has(one.id) || index === shown.length - 1)
    const named = continued === undefined ? {} : { messageId: continued.id }
    const begun = continued === undefined ? undefined : startAssembly(reopened(continued))
    const { model } = composer.getState()
    const asking = model === undefined ? {} : { body: { model, ...request.body } }
    const sending = { ...named, ...request, ...asking, chatId: id, runId, messages: sent }
    return await answers.begin(runId, sending, {
      ...more,
      begun,
      onAccepted(streamId) {
        more.onAccepted?.(streamId)
        // Refused before, and asked again: it waits no longer.
        const last = sent.at(-1)
        if (last !== undefined && together?.outbox.has(last.id) === true) {
          void together.outbox.take(last, answers.running)
        }
        if (streamId !== undefined) together?.tellRun({ runId, streamId })
      },
    })
  }

  /** Changes the last answer and goes on where the application wants that. */
  async function edit(change: (message: M) => M): Promise<void> {
    const before = store.getState()
    answers.alter(change)
    const after = store.getState()
    if (after.messages !== before.messages && !isBusy(after.run)) await sendNext(true)
  }

  async function sendMessage(written: NewMessage, sendOptions: SendOptions = {}): Promise<void> {
    const question = questions.write(written, sendOptions)
    if (together !== undefined) await restore()
    const replaced = typeof written === 'string' ? undefined : written.messageId
    if (replaced !== undefined && messageOf(replaced) === undefined) {
      throw new ChatError('not_found', 'There is no such message.')
    }
    if (isBusy(store.getState().run)) {
      if (whenBusy === 'reject') throw new ChatError('busy', 'An answer is still being written.')
      // Who asks in other words does not wait for the answer to the old ones.
      if (whenBusy === 'queue' && replaced === undefined) return questions.enqueue(question)
      await stop()
    }
    if (replaced !== undefined) {
      const index = store.getState().indexById.get(replaced)
      // Whoever heard of the stop may have taken it away.
      if (index === undefined) throw new ChatError('not_found', 'There is no such message.')
      store.setState((state) => forkAt(state, index))
    }
    if (waits && replaced === undefined && store.getState().connection.status !== 'online') {
      questions.enqueue(question)
      return ways.tryNow()
    }
    await thenGoOn(questions.ask(question))
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
      const old = found.role === 'assistant' && !answers.unsent.has(found.id) ? found : undefined
      const asked = found.role === 'assistant' ? before[index - 1] : found
      store.setState((state) => forkAt(state, found.role === 'assistant' ? index : index + 1))
      await thenGoOn(
        post({
          trigger: isUnsent(asked) ? 'submit-message' : 'regenerate-message',
          ...(old === undefined ? {} : { messageId: old.id }),
          ...(body === undefined ? {} : { body }),
        }),
      )
    },
    async continueAnswer({ body } = {}) {
      if (isBusy(store.getState().run)) {
        throw new ChatError('busy', 'An answer is still being written.')
      }
      const last = lastAnswer()
      if (last === undefined || !canContinue(last)) {
        throw new ChatError('not_found', 'There is no answer that was cut short.')
      }
      await thenGoOn(
        post(
          {
            trigger: 'submit-message',
            continues: last.id,
            ...(body === undefined ? {} : { body }),
          },
          { continued: last },
        ),
      )
    },
    stop,
    async resumeStream() {
      if (together !== undefined) await restore()
      if (isBusy(store.getState().run)) return
      await thenGoOn(answers.rejoin())
    },
    restore,
    tryNow: ways.tryNow,
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
      together?.replaced()
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
    cancelQueued: questions.cancel,
    clearError() {
      if (store.getState().run.status === 'failed') store.setState({ run: { status: 'idle' } })
    },
    retain() {
      lookers++
      hasLeft = false
      ways.wake()
      together?.wake()
      if (lookers === 1)
        void restore().then(() => (isBusy(store.getState().run) ? undefined : sendNext(false)))
      let held = true
      return () => {
        if (!held) return
        held = false
        lookers--
        queueMicrotask(() => {
          if (lookers > 0) return
          hasLeft = true
          answers.detach()
          ways.rest()
          together?.rest()
          const notLoading = history.abort()
          if (notLoading !== undefined) store.setState(notLoading)
        })
      }
    },
  }
}

interface Posting<M extends Message> extends Beginning<M> {
  readonly runId?: string
  /** The last answer, which goes on. */
  readonly continued?: M | undefined
}

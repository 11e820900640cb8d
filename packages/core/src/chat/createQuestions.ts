import type { Clock, Message, NewId } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { Outbox } from '../outbox/createOutbox.ts'
import type { OutboxEntry } from '../persistence/OutboxEntry.ts'
import type { ChatState, NewMessage, QueuedMessage } from './ChatState.ts'
import type { SendOptions } from './ChatStore.ts'
import type { Answers, Beginning } from './Answers.ts'
import type { Outcome } from './startRun.ts'
import { toMessage } from './toMessage.ts'
import { withMessages } from './withMessages.ts'

export interface QuestionsOptions<M extends Message> {
  readonly store: StoreApi<ChatState<M>>
  readonly answers: Pick<Answers<M>, 'unaccepted' | 'running'>
  /** Where what waits is kept, if anywhere. */
  readonly outbox: Outbox<M> | undefined
  readonly clock: Clock
  readonly newId: NewId
  /** Whether a server that cannot be reached is waited for. */
  readonly waits: boolean
  /** Brings what waits in the outbox into the state. */
  readonly showQueue: () => Promise<void>
  /** Sends the conversation, whose last message is this question. */
  readonly post: (
    question: QueuedMessage,
    more: Pick<Beginning<M>, 'putBack' | 'before' | 'onAccepted'>,
  ) => Promise<Outcome | undefined>
}

/** The questions of a conversation: asked now, or kept in a queue for later. */
export interface Questions {
  /** @throws {TypeError} for a message with nothing in it. */
  write(message: NewMessage, options?: SendOptions): QueuedMessage
  /** Puts it into the conversation and asks it. Where it cannot be asked it is in the queue again. */
  ask(question: QueuedMessage): Promise<Outcome | undefined>
  /** Asks the first of the queue that may be asked; undefined where there is none. */
  askNext(): Promise<Outcome | undefined> | undefined
  enqueue(question: QueuedMessage): void
  cancel(id: string): void
}

export function createQuestions<M extends Message>(options: QuestionsOptions<M>): Questions {
  const { store, answers, outbox, clock, newId, waits, post, showQueue } = options

  /** Puts it at the end of the conversation. */
  function put(question: QueuedMessage): M {
    const message = messageOf(question)
    const { unaccepted } = answers
    // A question that the server never took is replaced, not asked beside.
    if (unaccepted !== undefined) outbox?.remove(unaccepted)
    store.setState((state) => ({
      ...withMessages(state, [...state.messages.filter(({ id }) => id !== unaccepted), message]),
      queue: without(state.queue, question.id),
    }))
    return message
  }

  function messageOf({ id, message, createdAt }: QueuedMessage): M {
    return toMessage<M>(message, { newId: () => id, createdAt })
  }

  function entryOf(question: QueuedMessage): OutboxEntry {
    const { id, runId, createdAt, body, refused } = question
    const { parts, metadata } = messageOf(question)
    return {
      id,
      runId,
      message: { parts, metadata },
      createdAt,
      ...(body === undefined ? {} : { body }),
      ...(refused === undefined ? {} : { refused }),
    }
  }

  /** Where it was, before all others; not where it was asked elsewhere, taken back, or waits for what is. */
  function putBack(
    state: ChatState<M>,
    question: QueuedMessage,
    outcome: Outcome,
    isQueued: boolean,
  ): ChatState<M> | undefined {
    const left = withoutMessage(state, question.id)
    if (outcome.status === 'nothing') return left
    if (outcome.status === 'lost') return { ...left, queue: [question, ...state.queue] }
    if (outcome.status !== 'failed' || !waits) return undefined
    const { error } = outcome
    if (error.code === 'busy') return { ...left, queue: [question, ...state.queue] }
    // What was written and not sent has nobody before it who could change it: it waits for him, and holds nobody up.
    if (!isQueued || error.retryable) return undefined
    return { ...left, queue: [{ ...question, refused: error }, ...state.queue] }
  }

  async function asked(question: QueuedMessage, isQueued: boolean): Promise<Outcome | undefined> {
    // In the outbox before it is in the conversation: it is no message of that yet.
    const sending = outbox?.sending(entryOf(question), !isQueued)
    const message = put(question)
    const outcome = await post(question, {
      putBack: (state, ended) => putBack(state, question, ended, isQueued),
      ...(sending === undefined
        ? {}
        : {
            before: () => sending.before(),
            onAccepted: () => sending.accepted(message, answers.running),
          }),
    })
    switch (outcome?.status) {
      case 'lost':
        sending?.ended('waits', message)
        break
      case 'nothing':
        await showQueue()
        break
      case 'failed': {
        if (outcome.accepted) break
        const { error } = outcome
        sending?.ended(error.code === 'busy' && waits ? 'waits' : { refused: error }, message)
        break
      }
      case 'detached':
        // The next page sends it, under its run id.
        sending?.ended('waits', message)
        break
      default:
        sending?.ended('dropped', message)
    }
    return outcome
  }

  return {
    write(message, { body } = {}) {
      const createdAt = clock.now()
      const { id } = toMessage<M>(message, { newId, createdAt })
      const question = { id, message, runId: newId(), createdAt }
      return body === undefined ? question : { ...question, body }
    },
    ask: (question) => asked(question, false),
    askNext() {
      const first = store.getState().queue.find(({ refused }) => refused === undefined)
      return first === undefined ? undefined : asked(first, true)
    },
    enqueue(question) {
      outbox?.add(entryOf(question))
      store.setState((state) => ({ queue: [...state.queue, question] }))
    },
    cancel(id) {
      outbox?.remove(id)
      store.setState((state) => ({ queue: without(state.queue, id) }))
    },
  }
}

/** The same queue where it is not in it. */
function without(queue: readonly QueuedMessage[], id: string): readonly QueuedMessage[] {
  return queue.some((one) => one.id === id) ? queue.filter((one) => one.id !== id) : queue
}

function withoutMessage<M extends Message>(state: ChatState<M>, id: string): ChatState<M> {
  return withMessages(
    state,
    state.messages.filter((message) => message.id !== id),
  )
}

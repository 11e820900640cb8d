import { type Clock, factsOf, type Message, withFacts } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { InOrder } from '../outbox/inOrder.ts'
import type { KeptBeginning, KeptChat } from '../persistence/KeptChat.ts'
import { type ChatState, isBusy } from '../chat/ChatState.ts'
import { closeMessage, isVisible } from '../chat/closeMessage.ts'
import type { Answers, AnswerWatcher } from '../chat/Answers.ts'
import type { Outcome } from '../chat/startRun.ts'
import { withMessage } from '../chat/withMessages.ts'

export interface KeepingOptions<M extends Message> {
  readonly store: StoreApi<ChatState<M>>
  readonly kept: KeptChat<M>
  /** All that is written of one conversation is written in one order. */
  readonly write: InOrder
  readonly clock: Clock
  readonly answers: () => Pick<Answers<M>, 'running' | 'left' | 'takeUp'>
  /** Whether a question is kept in the outbox, and is no message yet. */
  readonly isWaiting: (id: string) => boolean
  /** Messages were changed: for the other tabs. */
  readonly tell: () => void
}

/** Keeps what is said in a chat on this device, message by message as it changes. */
export interface Keeping<M extends Message> extends AnswerWatcher<M> {
  /** Begins to keep. What is in the state by now is taken for kept. */
  start(): void
  /** The answer that was being written when the page went, as it was then. */
  takeUp(run: NonNullable<KeptBeginning<M>['run']>): void
  /** All messages were replaced. */
  replaced(): void
  /** These are kept as they are. */
  know(messages: readonly M[]): void
}

/** How often an answer is kept while it is written, in milliseconds. */
const everyMs = 1000

export function createKeeping<M extends Message>(options: KeepingOptions<M>): Keeping<M> {
  const { store, kept, clock, answers, isWaiting, tell } = options
  const write = (work: () => Promise<unknown>): Promise<unknown> =>
    options.write(work).catch(() => undefined)
  /** What is kept, by id. */
  let known = new Map<string, M>()
  let keptAt = Number.NEGATIVE_INFINITY
  let isStarted = false
  function know(messages: readonly M[]): void {
    for (const message of messages) known.set(message.id, message)
  }

  /** Keeps what is new or changed, and takes out what is gone; but for an answer that is being written. */
  function keepChanges(except: string | undefined): boolean {
    const { messages, indexById, forks } = store.getState()
    const changed = messages.flatMap((message, index) => {
      if (known.get(message.id) === message || message.id === except) return []
      if (isWaiting(message.id)) return []
      known.set(message.id, message)
      return [withParent(message, messages[index - 1])]
    })
    const gone = [...known.keys()].filter((id) => !indexById.has(id))
    if (gone.length > 0) {
      const aside = new Set(
        [...forks.values()].flatMap(({ ways }) => ways.flatMap((way) => way.map(({ id }) => id))),
      )
      const dropped = gone.filter((id) => !aside.has(id))
      for (const id of dropped) known.delete(id)
      if (dropped.length > 0) void write(() => kept.drop(dropped))
      if (dropped.length > 0 && changed.length === 0) return true
    }
    if (changed.length === 0) return false
    void write(() => kept.save(changed))
    return true
  }

  /** Which one it follows is told to whoever loads it, where it does not say so itself. */
  function withParent(message: M, before: M | undefined): M {
    if (factsOf(message).parentId !== undefined) return message
    if (before !== undefined) return withFacts(message, { parentId: before.id })
    return store.getState().earlier.status === 'none'
      ? withFacts(message, { parentId: null })
      : message
  }

  function runningId(): string | undefined {
    const { run } = store.getState()
    return run.status === 'streaming' || run.status === 'reconnecting' ? run.messageId : undefined
  }

  function onChange(state: ChatState<M>, before: ChatState<M>): void {
    if (state.messages === before.messages && state.run === before.run) return
    const busy = isBusy(state.run)
    // At the end of a run it is told how that ended first.
    if (isBusy(before.run) && !busy) return
    if (busy && state.messageIds === before.messageIds) return
    if (keepChanges(runningId())) void write(async () => tell())
  }

  function keepRun(): void {
    const run = answers().running ?? answers().left
    if (run === undefined) return
    keptAt = clock.now()
    void write(() => kept.saveRun(run))
  }

  return {
    know,
    start() {
      if (isStarted) return
      isStarted = true
      store.subscribe(onChange)
    },
    takeUp(run) {
      answers().takeUp(run)
      if (!isVisible(run.assembly.message)) return
      const message = closeMessage(run.assembly, { status: 'detached' })
      known.set(message.id, message)
      store.setState((state) => withMessage(state, message))
    },
    replaced() {
      if (!isStarted) return
      const { messages } = store.getState()
      known = new Map()
      know(messages)
      const all = messages.map((message, index) => withParent(message, messages[index - 1]))
      void write(() => kept.replace(all)).then(tell)
    },
    grown() {
      if (isStarted && clock.now() - keptAt >= everyMs) keepRun()
    },
    ended(runId: string, outcome: Outcome, message: M | undefined) {
      keptAt = Number.NEGATIVE_INFINITY
      if (!isStarted || outcome.status === 'lost') return
      if (outcome.status === 'detached') return keepRun()
      const { messages, indexById } = store.getState()
      // What was being written when the page went, and is gone by now, stays as it was.
      const left = outcome.status === 'nothing' ? messages.at(-1) : message
      const last = left?.role === 'assistant' ? left : undefined
      if (last !== undefined) known.set(last.id, last)
      keepChanges(last?.id)
      const before = last && messages[(indexById.get(last.id) ?? 0) - 1]
      void write(() => kept.endRun(runId, last && withParent(last, before)))
      void write(async () => tell())
    },
  }
}

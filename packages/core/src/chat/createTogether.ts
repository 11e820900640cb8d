import { type Clock, factsOf, type Message, type NewId, type Random } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { ChatHistory } from '../history/ChatHistory.ts'
import { inOrder } from '../outbox/inOrder.ts'
import { createOutbox, type Outbox } from '../outbox/createOutbox.ts'
import type { KeptBeginning } from '../persistence/KeptChat.ts'
import type { OutboxEntry } from '../persistence/OutboxEntry.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import { createLock } from '../tabs/createLock.ts'
import { createTabChannel, type TabChannel } from '../tabs/createTabChannel.ts'
import { type ChatState, isBusy, type QueuedMessage } from './ChatState.ts'
import type { Answers, FollowedRun } from './createAnswers.ts'
import { createKeeping, type Keeping } from './createKeeping.ts'
import { type ChatNews, readNews } from './readNews.ts'
import { rearranged } from './rearranged.ts'

export interface TogetherOptions<M extends Message> {
  readonly store: StoreApi<ChatState<M>>
  readonly persist: Persistence
  readonly clock: Clock
  readonly newId: NewId
  readonly random: Random
  readonly answers: () => Answers<M>
  /** Another tab has told something that this one can act on: when nothing runs here. */
  readonly onNews: () => void
}

/** A chat that is kept on this device, and is one with the same chat in other tabs. */
export interface Together<M extends Message> {
  readonly keeping: Keeping<M>
  readonly outbox: Outbox<M>
  /** What is kept, as a history to load from. */
  readonly history: ChatHistory<M>
  /**
   * Brings what is kept into the state: the newest page by `loadEarlier`, then an answer that was being written, then what
   * waits to be sent. Once.
   */
  restore(loadEarlier: () => Promise<void>): Promise<void>
  /** Tells the other tabs of an answer, once its question is kept. */
  tellRun(run: FollowedRun): void
  /** What another tab receives and this one does not; it is asked once. */
  takeRun(): FollowedRun | undefined
  /** Brings what waits to be sent into the state. */
  showQueue(): Promise<void>
  /** Brings what other tabs have changed. Not while something runs here. */
  catchUp(): Promise<void>
  /** Somebody looks; and nobody does any more. */
  wake(): void
  rest(): void
}

const pageSize = 50

export function createTogether<M extends Message>(options: TogetherOptions<M>): Together<M> {
  const { store, persist, clock, newId, random, answers, onNews } = options
  const { id: chatId } = store.getState()
  const kept = persist.chat<M>(chatId)
  const name = `${persist.name}:${chatId}`
  const write = inOrder()
  const lock = createLock({ name, records: persist.records, clock, newId, random })
  let channel: TabChannel<ChatNews> | undefined
  let beginning: Promise<KeptBeginning<M>> | undefined
  let restored: Promise<void> | undefined
  let followed: FollowedRun | undefined
  /** Answers that were received here, by the server's names for them. */
  const received = new Set<string>()
  let isBehind = false

  const outbox = createOutbox<M>({
    kept,
    write,
    turn: () =>
      new Promise((resolve, reject) => {
        lock
          .hold((signal) => new Promise<void>((giveBack) => resolve({ signal, giveBack })))
          .catch(reject)
      }),
    // What was received here is over, whatever is kept of it.
    isElsewhere: ({ runId, streamId }) => streamId !== undefined && noteRun({ runId, streamId }),
    tell: () => channel?.tell({ type: 'outbox' }),
  })
  const keeping = createKeeping<M>({
    store,
    kept,
    write,
    clock,
    answers,
    isWaiting: outbox.has,
    tell: () => channel?.tell({ type: 'messages' }),
  })

  function open(): Promise<KeptBeginning<M>> {
    return (beginning ??= kept.open(pageSize))
  }

  async function showWaiting(): Promise<void> {
    showQueue(await outbox.list())
  }

  function showQueue(entries: readonly OutboxEntry[]): void {
    const { queue, indexById } = store.getState()
    const here = new Map(queue.map((question) => [question.id, question]))
    // What is being asked right now stands in the conversation.
    const waiting = entries.filter(({ id }) => !indexById.has(id))
    const same =
      waiting.length === queue.length &&
      waiting.every(({ id, refused }, index) => {
        const known = queue[index]
        return known?.id === id && (known.refused === undefined) === (refused === undefined)
      })
    if (same) return
    store.setState({ queue: waiting.map((entry) => questionOf(entry, here.get(entry.id))) })
  }

  async function restore(loadEarlier: () => Promise<void>): Promise<void> {
    const { run } = await open()
    await loadEarlier()
    const { messages } = store.getState()
    keeping.know(messages)
    keeping.start()
    const there = messages.find(({ id }) => id === run?.assembly.message.id)
    // Where another device has seen its end, the history has more of it.
    if (run !== undefined && !isBusy(store.getState().run)) {
      if (there !== undefined && isWhole(there)) void kept.endRun(run.runId, undefined)
      else {
        if (run.streamId !== undefined) received.add(run.streamId)
        keeping.takeUp(run)
      }
    }
    await showWaiting()
  }

  /** Returns whether it is one that was not received here. */
  function noteRun(run: FollowedRun): boolean {
    if (received.has(run.streamId)) return false
    followed = run
    isBehind = true
    return true
  }

  function hear(news: ChatNews): void {
    if (news.type === 'outbox') {
      void showWaiting()
      return
    }
    if (news.type === 'messages') isBehind = true
    else noteRun({ runId: news.runId, streamId: news.streamId })
    if (!isBusy(store.getState().run)) onNews()
  }

  return {
    keeping,
    outbox,
    history: {
      limit: pageSize,
      async load({ before, limit }) {
        return before === undefined ? await open() : await kept.page({ before, limit })
      },
    },
    restore: (loadEarlier) => (restored ??= restore(loadEarlier)),
    tellRun(run) {
      received.add(run.streamId)
      void write.settled().then(() => channel?.tell({ type: 'run', ...run }))
    },
    takeRun() {
      const run = followed
      followed = undefined
      if (run !== undefined) received.add(run.streamId)
      return run
    },
    showQueue: showWaiting,
    async catchUp() {
      if (!isBehind) return
      isBehind = false
      await write.settled()
      const { messages: here } = store.getState()
      const page = await kept.open(Math.max(pageSize, here.length))
      const state = store.getState()
      // What was said here meanwhile is newer.
      if (isBusy(state.run) || state.messages !== here) return
      const next = rearranged(state, page, outbox.has)
      keeping.know(next.messages)
      store.setState(next)
      await showWaiting()
    },
    wake() {
      if (channel !== undefined) return
      // Of this page, and no other: what a copied tab brings along does not count (T-37).
      channel = createTabChannel<ChatNews>({ name, tabId: newId(), read: readNews })
      channel.onNews(hear)
    },
    rest() {
      channel?.close()
      channel = undefined
    },
  }
}

function questionOf(
  { id, runId, message, createdAt, body, refused }: OutboxEntry,
  known: QueuedMessage | undefined,
): QueuedMessage {
  const question = known ?? {
    id,
    runId,
    message,
    createdAt,
    ...(body === undefined ? {} : { body }),
  }
  return refused === undefined ? question : { ...question, refused }
}

/** Whether it came to its end. */
function isWhole(message: Message): boolean {
  const { status, finishReason } = factsOf(message)
  return status === undefined && finishReason !== undefined
}

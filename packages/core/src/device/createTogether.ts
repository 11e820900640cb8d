import { factsOf, type Message } from '@millrace/protocol'
import { isBusy, type QueuedMessage } from '../chat/ChatState.ts'
import type { FollowedRun } from '../chat/Answers.ts'
import type { Together, TogetherOptions } from '../chat/Together.ts'
import { cachedHistory } from '../history/cachedHistory.ts'
import type { ChatHistory } from '../history/ChatHistory.ts'
import { inOrder } from '../outbox/inOrder.ts'
import { createOutbox } from '../outbox/createOutbox.ts'
import type { KeptBeginning } from '../persistence/KeptChat.ts'
import type { OutboxEntry } from '../persistence/OutboxEntry.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import { createLock } from '../tabs/createLock.ts'
import { createTabChannel, type TabChannel } from '../tabs/createTabChannel.ts'
import { createKeeping } from './createKeeping.ts'
import { type ChatNews, readNews } from './readNews.ts'
import { rearranged } from './rearranged.ts'

const pageSize = 50

/** Makes one of what is kept of a user's conversations. Nothing is read before it is asked for. */
export function createTogether<M extends Message>(
  persist: Persistence,
  options: TogetherOptions<M>,
): Together<M> {
  const { store, clock, newId, random, answers, onReport, onNews } = options
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
  let stopWatching: (() => void) | undefined

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

  function showKept(): void {
    const isKept = persist.state.getState().status === 'kept'
    if (store.getState().kept !== isKept) store.setState({ kept: isKept })
  }

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

  const here: ChatHistory<M> = {
    limit: pageSize,
    async load({ before, limit }) {
      return before === undefined ? await open() : await kept.page({ before, limit })
    },
  }

  return {
    watcher: keeping,
    outbox,
    history:
      options.history === undefined
        ? here
        : cachedHistory(options.history, kept, { clock, onReport }),
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
    replaced: keeping.replaced,
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
      stopWatching = persist.state.subscribe(showKept)
      showKept()
      // Of this page, and no other: what a copied tab brings along does not count (T-37).
      channel = createTabChannel<ChatNews>({ name, tabId: newId(), read: readNews })
      channel.onNews(hear)
    },
    rest() {
      stopWatching?.()
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

import {
  ChatError,
  type Clock,
  type ErrorInfo,
  type Message,
  type NewId,
  randomId,
  systemClock,
  toChatError,
} from '@millrace/protocol'
import { createStore } from 'zustand/vanilla'
import { type ChatState, isBusy } from '../chat/ChatState.ts'
import type { ChatStore } from '../chat/ChatStore.ts'
import { toMessage } from '../chat/toMessage.ts'
import { type ChatOrigin, createChats } from './createChats.ts'
import { createListing } from './createListing.ts'
import { createRemovals } from './createRemovals.ts'
import { createTitles } from './createTitles.ts'
import { createSaving } from './createSaving.ts'
import { firstLineTitle } from './firstLineTitle.ts'
import { inOrder } from './inOrder.ts'
import { isThreadId } from './isThreadId.ts'
import { englishWords } from './MarkdownWords.ts'
import { memoryThreads } from './memoryThreads.ts'
import { plainTitle } from './plainTitle.ts'
import { readExports, type SkippedImport } from './readExports.ts'
import { type StoredThread, storedOf, type Thread } from './Thread.ts'
import type { ThreadsNotice, ThreadsState } from './ThreadsState.ts'
import type { ThreadsStore } from './ThreadsStore.ts'
import type { ThreadPage, ThreadStorage } from './ThreadStorage.ts'
import { threadToJson } from './threadToJson.ts'
import { threadToMarkdown } from './threadToMarkdown.ts'

export interface ThreadsOptions<M extends Message = Message> {
  /**
   * Makes the chat of a thread, with this id: `createChat({ id, transport, ...(history && { history }) })`. Where a route of
   * ours keeps what is said, its history is the chat's own, of one that is not new: `createHttpHistory`.
   */
  readonly createChat: (id: string, origin: ChatOrigin<M>) => ChatStore<M>
  /** Where the list is kept, and with it the messages if it keeps some. Default: in memory, both. */
  readonly storage?: ThreadStorage<M>
  /**
   * What a thread is called once the first answer in it has ended; asked again after the next where it says nothing or
   * fails. Until then, and by default, it is the first line of the first question.
   */
  readonly titleOf?: (messages: readonly M[]) => string | undefined | Promise<string | undefined>
  /** How long a removed thread can be brought back, in ms. Default 8,000. */
  readonly undoMs?: number
  /** How many chats stay in memory that nobody needs. Default 10. */
  readonly keepChats?: number
  /** How many threads to ask for at a time. Default 50. */
  readonly pageSize?: number
  /** The largest import that is read. Default 20 MB. */
  readonly maxImportBytes?: number
  /**
   * Called once a thread that was removed is deleted from its storage: for what else is kept by its id, a draft say
   * (`drafts.save(id, undefined)`). Not called where the page was gone by then.
   */
  readonly onRemoved?: (id: string) => void | Promise<void>
  /** Something was skipped, or a title did not come; worth a log line, never fatal. */
  readonly onReport?: (reason: string) => void
  readonly clock?: Clock
  readonly newId?: NewId
}

/** Makes a list of conversations. Nothing is loaded before it is asked for. */
export function createThreads<M extends Message = Message>(
  options: ThreadsOptions<M>,
): ThreadsStore<M> {
  const { undoMs = 8000, keepChats = 10, pageSize = 50 } = options
  const { clock = systemClock, newId = randomId, maxImportBytes = 20_000_000 } = options
  const storage = options.storage ?? memoryThreads<M>()
  const report = (reason: string): void => options.onReport?.(reason)
  /** All that are known, also those that were removed and can be brought back. */
  const threads = new Map<string, Thread>()
  /** Made here, and nothing was asked in them. */
  const blank = new Set<string>()
  /** Those that the storage knows. */
  const stored = new Set<string>()
  const deleted = new Set<string>()
  /** What was shown in place of a thread that was removed while it was shown. */
  const inPlaceOf = new Map<string, string>()
  /** The last message when an answer began that was not asked for with it. */
  const startedWith = new Map<string, M | undefined>()
  /** Conversations as somebody here has left them, and that no answer was begun in since. */
  const said = new WeakSet<readonly M[]>()
  let isDismissed = false
  /** When the first page was asked for. */
  let loadedAt = 0

  const store = createStore<ThreadsState>(() => ({
    threads: [],
    activeId: newBlank(),
    status: { status: 'idle' },
    more: { status: 'none' },
    removed: [],
    notice: undefined,
  }))

  const saving = createSaving<M>({
    storage,
    threadOf(id) {
      const thread = threads.get(id)
      return thread === undefined ? undefined : storedOf(thread)
    },
    onChange() {
      notify()
      chats.trim()
    },
    onRemoved: (id) => void tellRemoved(id),
  })
  const listing = createListing<M>({
    storage,
    pageSize,
    onPage: take,
    onStatus: (state) => store.setState(state),
    onReport: report,
  })
  const removals = createRemovals({ clock, undoMs, onOver: finish, onChange: publish })
  const chats = createChats<M>({
    createChat: options.createChat,
    storage,
    keepChats,
    isNew: (id) => blank.has(id),
    isActive: (id) => store.getState().activeId === id,
    isWaiting: saving.isWaiting,
    saveMessages: saving.saveMessages,
    onRun,
    onQueue,
    onMessages(id, state, isLoaded) {
      if (!isLoaded) said.add(state.messages)
      titles.byFirstLine(id, state)
    },
    onFound: (id) => stored.add(id),
    onFailures: notify,
    onReport: report,
  })

  const titles = createTitles<M>({
    titleOf: options.titleOf,
    threadOf: (id) => threads.get(id),
    onTitle: (id, title) => change(id, { title }),
    save,
    whole: async (id) => (await chats.whole(id)).state,
    onReport: report,
  })

  function newBlank(): string {
    const id = newId()
    blank.add(id)
    return id
  }

  /** Brings the list up to date. Tells nobody where nothing of it changed. */
  function publish(): void {
    const listed = inOrder([...threads.values()].filter(({ id }) => !removals.has(id)))
    const removed = removals.waiting().flatMap(([id, until]) => {
      const thread = threads.get(id)
      return thread === undefined ? [] : [{ thread, until }]
    })
    store.setState((state) => {
      const same = isSame(listed, state.threads)
      const sameRemoved = removed.length === 0 && state.removed.length === 0
      if (same && sameRemoved) return state
      return {
        threads: same ? state.threads : listed,
        removed: sameRemoved ? state.removed : removed,
      }
    })
  }

  function notify(): void {
    const notice = noticeOf(saving.failures(), chats.failures())
    if (notice === undefined) isDismissed = false
    store.setState((state) => {
      const next = isDismissed ? undefined : notice
      return JSON.stringify(next) === JSON.stringify(state.notice) ? state : { notice: next }
    })
  }

  function change(id: string, changed: Partial<Thread>): void {
    const thread = threads.get(id)
    if (thread === undefined) return
    const entries = Object.entries(changed) as [keyof Thread, unknown][]
    if (entries.every(([key, value]) => thread[key] === value)) return
    threads.set(id, { ...thread, ...changed })
    publish()
  }

  /** Keeps what is said of a thread. One in which no answer has ended is not known to a server: it is saved then. */
  function save(id: string): void {
    isDismissed = false
    if (stored.has(id)) saving.saveThread(id)
  }

  function onRun(id: string, state: ChatState<M>, previous: ChatState<M>): void {
    const { run, messages } = state
    const wasBusy = isBusy(previous.run)
    if (isBusy(run)) {
      if (!wasBusy) onBegin(id, state)
      return
    }
    const failed = run.status === 'failed'
    // An answer that was looked for, and that there is none of, is no news; nor is one that could not be looked for.
    const wasAsked = !startedWith.has(id)
    const isFirst = run.status === 'failed' && run.accepted && !stored.has(id)
    const isOther = messages.at(-1) !== startedWith.get(id)
    const isNews = wasBusy && (wasAsked || isFirst || isOther)
    startedWith.delete(id)
    const news = { updatedAt: clock.now(), unread: store.getState().activeId !== id }
    change(id, { run: failed ? 'failed' : 'idle', ...(isNews ? news : {}) })
    if (!isNews || !threads.has(id)) return
    // The server never heard of it.
    const isUnheard = run.status === 'failed' ? !run.accepted : messages.length === 0
    if (isUnheard && !stored.has(id)) return
    stored.add(id)
    save(id)
    if (!failed) void titles.ask(id, messages)
  }

  function onBegin(id: string, { messages }: ChatState<M>): void {
    const now = clock.now()
    const last = messages.at(-1)
    // A question that was stored without its answer is not asked by looking for that.
    const asked = said.delete(messages) && last?.role === 'user'
    if (!asked) startedWith.set(id, last)
    if (threads.has(id)) {
      change(id, { run: 'running', ...(asked ? { updatedAt: now } : {}) })
      return
    }
    if (!messages.some(({ role }) => role === 'user') || deleted.has(id)) return
    blank.delete(id)
    const facts = { renamed: false, pinned: false, unread: false, run: 'running' } as const
    threads.set(id, { id, createdAt: now, updatedAt: now, ...facts })
    if (!titles.byFirstLine(id, { messages, earlier: { status: 'none' } })) publish()
  }

  /** A thread that begins with what cannot be sent yet. */
  function onQueue(id: string, queue: ChatState<M>['queue']): void {
    const [first] = queue
    if (first === undefined || threads.has(id) || deleted.has(id)) return
    blank.delete(id)
    const { createdAt } = first
    const facts = { renamed: false, pinned: false, unread: false, run: 'idle' } as const
    threads.set(id, { id, createdAt, updatedAt: createdAt, ...facts })
    const question = toMessage<M>(first.message, { newId: () => first.id, createdAt })
    const said = { messages: [question], earlier: { status: 'none' } } as const
    if (!titles.byFirstLine(id, said)) publish()
  }

  function take({ threads: listed, more }: ThreadPage, isFirst: boolean): boolean {
    // What is in no page any more was deleted elsewhere.
    if (isFirst && !more) forgetAllBut(new Set(listed.map(({ id }) => id)))
    const wanted = listed.filter(({ id }) => !deleted.has(id))
    const hasNews = wanted.some(({ id }) => !threads.has(id) || !stored.has(id))
    for (const one of wanted) add(one)
    publish()
    return hasNews
  }

  /** A thread of the storage. What was changed here and is not saved yet is newer. */
  function add(listed: StoredThread): void {
    const { id } = listed
    stored.add(id)
    blank.delete(id)
    if (listed.title !== undefined) titles.known(id)
    const known = threads.get(id)
    if (known === undefined) {
      threads.set(id, { ...listed, run: 'idle', unread: false })
      return
    }
    const isNewer = saving.isWaiting(id)
    const isNamed = listed.title !== undefined && listed.title !== known.title && !isNewer
    const next: Thread = {
      ...known,
      ...(isNamed ? { title: listed.title, renamed: listed.renamed } : {}),
      pinned: isNewer ? known.pinned : listed.pinned,
      createdAt: listed.createdAt,
      updatedAt: Math.max(known.updatedAt, listed.updatedAt),
    }
    const keys = Object.keys(next) as (keyof Thread)[]
    if (keys.some((key) => next[key] !== known[key])) threads.set(id, next)
  }

  function forgetAllBut(listed: ReadonlySet<string>): void {
    for (const { id, run, updatedAt } of threads.values()) {
      // What was asked since is newer than the page.
      const isNewer = run !== 'idle' || updatedAt >= loadedAt
      const isOurs = removals.has(id) || saving.isWaiting(id) || isNewer
      const isGone = stored.has(id) && !listed.has(id) && !isOurs
      if (!isGone || store.getState().activeId === id) continue
      threads.delete(id)
      stored.delete(id)
    }
  }

  function open(id: string): void {
    if (removals.has(id) || deleted.has(id) || !isThreadId(id)) return
    store.setState((state) => (state.activeId === id ? state : { activeId: id }))
    change(id, { unread: false })
    chats.trim()
  }

  function create(): string {
    const [known] = blank
    const id = known ?? newBlank()
    open(id)
    return id
  }

  function remove(id: string): void {
    if (!threads.has(id) || removals.has(id)) return
    const { threads: listed, activeId } = store.getState()
    const at = listed.findIndex((thread) => thread.id === id)
    removals.add(id)
    if (activeId === id) {
      const next = listed[at + 1] ?? listed[at - 1]
      if (next === undefined) create()
      else open(next.id)
      inPlaceOf.set(id, store.getState().activeId)
    }
    publish()
  }

  function undoRemove(id: string): void {
    if (!removals.undo(id)) return
    publish()
    if (inPlaceOf.get(id) === store.getState().activeId) open(id)
    inPlaceOf.delete(id)
  }

  /** Nobody wants it back. */
  function finish(id: string): void {
    isDismissed = false
    chats.drop(id)
    deleted.add(id)
    titles.forget(id)
    for (const known of [threads, stored, inPlaceOf, startedWith]) known.delete(id)
    saving.remove(id)
    publish()
  }

  async function tellRemoved(id: string): Promise<void> {
    try {
      await options.onRemoved?.(id)
    } catch (thrown) {
      report(`what else was kept of a removed thread: ${toChatError(thrown).message}`)
    }
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    load() {
      if (store.getState().status.status !== 'loading') loadedAt = clock.now()
      return listing.load()
    },
    loadMore: listing.loadMore,
    open,
    create,
    chatOf: chats.chatOf,
    rename(id, given) {
      const thread = threads.get(id)
      if (thread === undefined) return
      const title = plainTitle(given)
      const called = title === '' ? titles.of(id) : title
      const { title: _, ...untitled } = thread
      const renamed = { ...untitled, renamed: title !== '' }
      threads.set(id, called === undefined ? renamed : { ...renamed, title: called })
      publish()
      save(id)
      if (called === undefined) void titles.again(id)
    },
    pin(id, pinned) {
      change(id, { pinned })
      save(id)
    },
    remove,
    undoRemove,
    holdRemoved: removals.hold,
    async exportThread(id, format, words) {
      const thread = threads.get(id)
      if (thread === undefined) throw new ChatError('not_found', 'There is no such thread.')
      const { state, all } = await chats.whole(id)
      if (format === 'json') return threadToJson(thread, all)
      return threadToMarkdown(thread, state.messages, { ...englishWords, ...words })
    },
    canImport: storage.saveMessages !== undefined,
    async importThreads(text) {
      const saveMessages = storage.saveMessages?.bind(storage)
      if (saveMessages === undefined) {
        const reason = 'The storage keeps no messages.'
        return { added: [], skipped: [{ code: 'not_supported', reason }] }
      }
      const read = readExports<M>(text, { maxBytes: maxImportBytes, now: clock.now() })
      const added: string[] = []
      const skipped: SkippedImport[] = [...read.skipped]
      for (const { index, thread, messages } of read.threads) {
        // Never the id in the file: it may be that of another thread, or of somebody else's.
        const id = newId()
        try {
          await saveMessages(id, messages)
        } catch (thrown) {
          skipped.push({ code: 'not_saved', index, reason: toChatError(thrown).message })
          continue
        }
        const title = thread.title ?? firstLineTitle(messages)
        add({ ...thread, id, ...(title === undefined ? {} : { title }) })
        saving.saveThread(id)
        added.push(id)
      }
      publish()
      return { added, skipped }
    },
    retry() {
      isDismissed = false
      saving.retry()
      chats.retry()
    },
    dismissNotice() {
      isDismissed = true
      notify()
    },
    close() {
      listing.abort()
      removals.endAll()
      chats.close()
    },
  }
}

/** What failed, as one thing to be told: the first of it, and of what kind. */
function noticeOf(
  unsaved: ReadonlyMap<string, { readonly of: 'save' | 'remove'; readonly error: ErrorInfo }>,
  unloaded: ReadonlyMap<string, ErrorInfo>,
): ThreadsNotice | undefined {
  const [save] = unsaved.values()
  const [load] = unloaded.values()
  if (save !== undefined) return { ...save, threadIds: [...unsaved.keys()] }
  return load === undefined
    ? undefined
    : { of: 'load', error: load, threadIds: [...unloaded.keys()] }
}

function isSame<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at])
}

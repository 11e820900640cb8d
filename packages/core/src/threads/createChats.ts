import { ChatError, type ErrorInfo, type Message, toChatError } from '@millrace/protocol'
import { type ChatState, isBusy } from '../chat/ChatState.ts'
import type { ChatStore } from '../chat/ChatStore.ts'
import { arrange } from '../history/arrange.ts'
import type { ChatHistory } from '../history/ChatHistory.ts'
import type { Forks } from '../history/Fork.ts'
import { readPage } from '../history/readPage.ts'
import { storedOrder } from './storedOrder.ts'
import type { ThreadStorage } from './ThreadStorage.ts'

/** What is known of a thread when its chat is made. */
export interface ChatOrigin<M extends Message = Message> {
  /** Whether nothing was ever said in it: there is nothing to load. */
  readonly isNew: boolean
  /**
   * What the storage of the threads keeps of it, for the chat's `history`; undefined where that keeps no messages, or none of
   * this one. A chat that is given it shows all versions; one that is made without is filled with those that were shown
   * last.
   */
  readonly history: ChatHistory<M> | undefined
}

export interface ChatsOptions<M extends Message> {
  readonly createChat: (id: string, origin: ChatOrigin<M>) => ChatStore<M>
  readonly storage: ThreadStorage<M>
  /** So many are kept that nobody needs. */
  readonly keepChats: number
  readonly isNew: (id: string) => boolean
  readonly isActive: (id: string) => boolean
  /** Whether something of it waits to be saved. */
  readonly isWaiting: (id: string) => boolean
  readonly saveMessages: (id: string, messages: readonly M[]) => void
  /** A chat began or ended something. Never for the text of an answer. */
  readonly onRun: (id: string, state: ChatState<M>, previous: ChatState<M>) => void
  /** Something waits in it to be sent. */
  readonly onQueue: (id: string, queue: ChatState<M>['queue']) => void
  /** Other messages are here, while nothing runs: from the storage, or from somebody here. */
  readonly onMessages: (id: string, state: ChatState<M>, isLoaded: boolean) => void
  /** Something was said in it before: that much is stored. */
  readonly onFound: (id: string) => void
  /** Messages could not be loaded, or could now. */
  readonly onFailures: () => void
  readonly onReport: (reason: string) => void
}

/** The chats that are in memory. */
export interface Chats<M extends Message> {
  chatOf(id: string): ChatStore<M>
  /** The chat where it is in memory already. */
  known(id: string): ChatStore<M> | undefined
  /**
   * A chat once everything that was said in it is here.
   * @throws {ChatError} why it cannot be; `not_found` where it was dropped meanwhile.
   */
  whole(id: string): Promise<WholeChat<M>>
  /** Stops what runs in it, and forgets it. */
  drop(id: string): void
  /** Lets go of those that nobody needs, beyond the bound. */
  trim(): void
  failures(): ReadonlyMap<string, ErrorInfo>
  /** Loads again what could not be loaded. */
  retry(): void
  /** Saves what is not saved, and lets answers in the background go. */
  close(): void
}

export interface WholeChat<M extends Message> {
  readonly state: ChatState<M>
  /** Its versions too, in the order in which they are stored. */
  readonly all: readonly M[]
}

interface Held<M extends Message> {
  readonly chat: ChatStore<M>
  readonly forget: () => void
  /** So many wait for all of it. */
  users: number
  /** Lets go of the answer that is running. */
  release: (() => void) | undefined
  /** What the storage has of it, as far as that is known. */
  saved: Pick<ChatState<M>, 'messages' | 'forks'>
  /** Versions that the storage has, and that this chat was not given. */
  aside: Forks<M>
  /** What it was filled with. */
  loaded: readonly M[] | undefined
  /** Resolves once the storage has brought what it has; undefined where it is not asked. */
  filled: Promise<void> | undefined
  /** Whether what it was to bring is still to come. */
  isFilling: boolean
  failure: ErrorInfo | undefined
}

export function createChats<M extends Message>(options: ChatsOptions<M>): Chats<M> {
  const { storage, keepChats, onReport } = options
  /** Those that were used last come last. */
  const held = new Map<string, Held<M>>()
  const loadMessages = storage.loadMessages?.bind(storage)
  const history: ChatHistory<M> | undefined =
    loadMessages === undefined
      ? undefined
      : { load: async ({ chatId }) => ({ messages: await loadMessages(chatId), more: false }) }

  /** Whether chats load their messages by themselves; undefined before there was one that had some to load. */
  let loadThemselves: boolean | undefined

  function make(id: string): Held<M> {
    const isNew = options.isNew(id)
    const chat = options.createChat(id, { isNew, history: isNew ? undefined : history })
    const { messages, forks, earlier } = chat.getState()
    const own: Held<M> = {
      chat,
      forget: chat.subscribe((state, previous) => onChat(id, own, state, previous)),
      users: 0,
      release: undefined,
      saved: { messages, forks },
      aside: new Map(),
      loaded: undefined,
      filled: undefined,
      isFilling: false,
      failure: undefined,
    }
    held.set(id, own)
    if (isNew) return own
    loadThemselves = earlier.status !== 'none'
    if (!loadThemselves && messages.length === 0 && loadMessages !== undefined) fill(id, own)
    return own
  }

  function onChat(id: string, own: Held<M>, state: ChatState<M>, previous: ChatState<M>): void {
    const isRun = state.run !== previous.run
    const isPage = state.earlier !== previous.earlier
    const isOther = state.messages !== previous.messages
    const busy = isBusy(state.run)
    if (state.queue !== previous.queue && state.queue.length > 0) options.onQueue(id, state.queue)
    // What was loaded is saved.
    if (isPage && isSaved(own, previous)) own.saved = state
    if (isPage && state.messages.length > previous.messages.length) options.onFound(id)
    // Before whoever shows it may let go.
    if (isRun && busy) own.release ??= own.chat.retain()
    if (isRun) options.onRun(id, state, previous)
    else if (busy) return
    else if (isOther) options.onMessages(id, state, isPage || state.messages === own.loaded)
    if (busy) return
    if (!isRun && !isPage) {
      if (isOther || state.forks !== previous.forks) saveSoon(id, own)
      return
    }
    save(id, own)
    own.release?.()
    own.release = undefined
    trim()
  }

  /** A question comes in the same breath as its run: it is saved with its answer. */
  function saveSoon(id: string, own: Held<M>): void {
    queueMicrotask(() => {
      const isGone = held.get(id) !== own || options.isNew(id)
      if (!isGone && !isBusy(own.chat.getState().run)) save(id, own)
    })
  }

  /** For a chat that has no history of its own. */
  function fill(id: string, own: Held<M>): void {
    own.isFilling = true
    own.filled = load(id, own).then(
      () => {
        own.isFilling = false
        save(id, own)
      },
      (thrown: unknown) => {
        const message = 'The messages could not be loaded.'
        const error = toChatError(thrown, { message, retryable: true })
        own.failure = error.info
        options.onFailures()
        throw error
      },
    )
    // Whoever waits for it hears of it.
    own.filled.catch(() => undefined)
  }

  async function load(id: string, own: Held<M>): Promise<void> {
    const { chat } = own
    const page = readPage<M>({ messages: await loadMessages?.(id), more: false }, onReport)
    const nothing = { messages: [], forks: new Map(), waiting: [] }
    const { messages, forks, lost } = arrange<M>(nothing, page)
    if (lost > 0) onReport(`${lost} stored messages that follow none of the others`)
    // What is put in front of it would stop an answer.
    while (isBusy(chat.getState().run)) await whenIdle(chat)
    if (held.get(id) !== own || messages.length === 0) return
    options.onFound(id)
    const asked = chat.getState().messages
    own.aside = forks
    own.loaded = [...messages, ...asked]
    chat.setMessages(own.loaded)
    if (asked.length === 0) own.saved = chat.getState()
  }

  /** All that was said is here, so that what is saved loses nothing. */
  function isWhole({ chat, isFilling }: Held<M>): boolean {
    return !isFilling && chat.getState().earlier.status === 'none'
  }

  function save(id: string, own: Held<M>): void {
    const state = own.chat.getState()
    if (storage.saveMessages === undefined || !isWhole(own) || isSaved(own, state)) return
    own.saved = state
    options.saveMessages(id, allOf(own))
  }

  function allOf({ chat, aside }: Held<M>): readonly M[] {
    const { messages, forks } = chat.getState()
    return storedOrder({ messages, forks: new Map([...aside, ...forks]) })
  }

  function isNeeded(id: string, own: Held<M>): boolean {
    const { run, queue } = own.chat.getState()
    const { text, attachments, model } = own.chat.composer.getState()
    return (
      options.isActive(id) ||
      own.users > 0 ||
      run.status !== 'idle' ||
      queue.length > 0 ||
      options.isWaiting(id) ||
      text.trim() !== '' ||
      attachments.length > 0 ||
      model !== undefined ||
      !canComeBack(own)
    )
  }

  /** Whether a chat that is made anew would be like it. */
  function canComeBack(own: Held<M>): boolean {
    const state = own.chat.getState()
    if (state.messages.length === 0) return true
    const isKept = storage.saveMessages === undefined || isWhole(own) || isSaved(own, state)
    if (loadThemselves === true) return isKept
    return isKept && state.forks.size === 0 && loadMessages !== undefined
  }

  function trim(): void {
    const others = [...held].filter(([id, own]) => !isNeeded(id, own))
    for (const [id, own] of others.slice(0, Math.max(0, others.length - keepChats))) {
      save(id, own)
      // It goes when it is saved.
      if (options.isWaiting(id)) continue
      own.forget()
      held.delete(id)
    }
  }

  /** It is the one that was used last. */
  function use(id: string): Held<M> {
    const own = held.get(id) ?? make(id)
    held.delete(id)
    held.set(id, own)
    return own
  }

  return {
    chatOf(id) {
      const isKnown = held.has(id)
      const { chat } = use(id)
      if (!isKnown) trim()
      return chat
    },
    known: (id) => held.get(id)?.chat,
    async whole(id) {
      const own = use(id)
      const { chat } = own
      own.users++
      trim()
      const release = chat.retain()
      try {
        await own.filled
        let { earlier } = chat.getState()
        while (earlier.status !== 'none') {
          await chat.loadEarlier()
          ;({ earlier } = chat.getState())
          if (earlier.status === 'failed')
            throw new ChatError(earlier.error.code, earlier.error.message, earlier.error)
        }
        if (held.get(id) !== own) throw new ChatError('not_found', 'There is no such thread.')
        return { state: chat.getState(), all: allOf(own) }
      } finally {
        release()
        own.users--
        trim()
      }
    },
    drop(id) {
      const own = held.get(id)
      if (own === undefined) return
      // What it still says is not listened to.
      own.forget()
      held.delete(id)
      void own.chat.stop()
      own.release?.()
    },
    trim,
    failures: () =>
      new Map(
        [...held].flatMap(([id, { failure }]) =>
          failure === undefined ? [] : [[id, failure] as const],
        ),
      ),
    retry() {
      for (const [id, own] of held) {
        if (own.failure === undefined) continue
        own.failure = undefined
        fill(id, own)
      }
      options.onFailures()
    },
    close() {
      for (const [id, own] of held) {
        save(id, own)
        own.release?.()
        own.release = undefined
      }
    },
  }
}

function isSaved<M extends Message>(
  { saved }: Pick<Held<M>, 'saved'>,
  { messages, forks }: Pick<ChatState<M>, 'messages' | 'forks'>,
): boolean {
  return messages === saved.messages && forks === saved.forks
}

function whenIdle<M extends Message>(chat: ChatStore<M>): Promise<void> {
  return new Promise((resolve) => {
    const forget = chat.subscribe(({ run }) => {
      if (isBusy(run)) return
      forget()
      resolve()
    })
  })
}

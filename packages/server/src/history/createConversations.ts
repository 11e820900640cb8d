import { ChatError, type Clock, type Message } from '@millrace/protocol'
import { within } from '../waiting/within.ts'
import type { AnswerKeeper } from './AnswerKeeper.ts'
import { createKeeper } from './createKeeper.ts'
import { createSaver } from './createSaver.ts'
import type {
  ChatChange,
  ChatKey,
  ChatList,
  ChatSummary,
  History,
  HistoryQuery,
  ListQuery,
  StoredPage,
} from './History.ts'
import { readStored, type Stored } from './readStored.ts'

/** What a history does. */
export type Doing = keyof History

export interface ConversationsOptions {
  readonly history: History
  readonly clock: Clock
  /** The history failed at something. For the log. */
  readonly onFailed: (doing: Doing, error: unknown, chatId?: string) => void
  /** It saves. */
  readonly onWell: () => void
  /** A stored message cannot be used. For the log. */
  readonly onSkipped: (reason: string, chatId: string) => void
}

/** The conversations of a route that keeps them. */
export interface Conversations {
  /**
   * What leads to a message, from the beginning to itself; undefined where it is not there. The beginning may be
   * missing of what is longer than any model reads.
   * @throws {ChatError} `unavailable` (503) where the history cannot be read.
   */
  way(chat: ChatKey, upTo: string): Promise<readonly Message[] | undefined>
  /** What leads to the message that was saved last. */
  newestWay(chat: ChatKey): Promise<readonly Message[]>
  find(chat: ChatKey, messageId: string): Promise<Message | undefined>
  keeper(chat: ChatKey): AnswerKeeper
  page(chat: ChatKey, query: HistoryQuery): Promise<StoredPage>
  list(who: ChatKey['who'], query: ListQuery): Promise<ChatList>
  /**
   * Resolves to undefined where there is no such conversation. Not there where the history changes none.
   * @throws {ChatError} `unavailable` (503) where the history fails.
   */
  readonly update:
    | ((chat: ChatKey, change: ChatChange) => Promise<ChatSummary | undefined>)
    | undefined
  /**
   * Takes a conversation out, with what could not be kept of it yet. No answer of it may be running. Not there where the
   * history removes none.
   * @throws {ChatError} as `update`.
   */
  readonly remove: ((chat: ChatKey) => Promise<void>) | undefined
  /** What could not be kept yet is tried once more, for so long. */
  close(timeoutMs: number): Promise<void>
}

/** Messages that are loaded at a time when a conversation is put to a model. */
const pageSize = 200
/** How long the history may take to read, in milliseconds. */
const loadMs = 10_000
/** How long the history may take to change something, in milliseconds. */
const changeMs = 10_000
/** More letters than this, no model reads: what was said before is not loaded. */
const mostLetters = 2_000_000

export function createConversations(options: ConversationsOptions): Conversations {
  const { history, clock, onFailed, onSkipped } = options
  const saver = createSaver({
    history,
    clock,
    onFailed: (doing, { id }, error) => onFailed(doing, error, id),
    onSaved: options.onWell,
  })

  async function load(chat: ChatKey, query: HistoryQuery): Promise<StoredPage> {
    try {
      return await within(clock, loadMs, history.load(chat, query), 'The history')
    } catch (thrown) {
      onFailed('load', thrown, chat.id)
      throw unavailable('loaded')
    }
  }

  async function change(chat: ChatKey, given: ChatChange): Promise<ChatSummary | undefined> {
    // Whoever has just asked knows of the conversation before the history does.
    await saver.settled(chat)
    try {
      const changing = Promise.resolve(history.update?.(chat, given))
      return await within(clock, changeMs, changing, 'The history')
    } catch (thrown) {
      onFailed('update', thrown, chat.id)
      throw unavailable('changed')
    }
  }

  async function remove(chat: ChatKey): Promise<void> {
    try {
      await saver.remove(chat)
    } catch (thrown) {
      onFailed('remove', thrown, chat.id)
      throw unavailable('removed')
    }
  }

  function readable({ messages }: StoredPage, { id }: ChatKey): readonly Stored[] {
    return readStored(messages, (reason) => onSkipped(reason, id))
  }

  /** Walks from one message to the beginning, over as many pages as it takes. */
  async function walk(chat: ChatKey, upTo: string | undefined): Promise<readonly Message[]> {
    const unsaved = readStored([...saver.unsaved(chat).values()], () => undefined)
    const found: Message[] = []
    const seen = new Set<string>()
    let letters = 0
    /** Which comes next: null where none does, undefined for the last of what comes. */
    let wanted: string | null | undefined = upTo ?? unsaved.at(-1)?.id

    function follow(
      known: ReadonlyMap<string, Stored>,
      before: (id: string) => string | undefined,
    ) {
      while (typeof wanted === 'string' && !seen.has(wanted)) {
        const one = known.get(wanted)
        if (one === undefined) return
        seen.add(one.id)
        if (one.message !== undefined) {
          found.push(one.message)
          letters += JSON.stringify(one.message.parts).length
        }
        // What was stored without one follows what was stored before it.
        wanted = one.parentId === undefined ? before(one.id) : one.parentId
      }
    }

    follow(new Map(unsaved.map((one) => [one.id, one])), () => undefined)
    let before: string | undefined
    while (wanted !== null && letters < mostLetters) {
      const from =
        before === undefined ? (wanted === undefined ? {} : { upTo: wanted }) : { before }
      const page = await load(chat, { ...from, limit: pageSize })
      const stored = readable(page, chat)
      const ids = stored.map(({ id }) => id)
      wanted ??= ids.at(-1)
      const newest = new Map(stored.map((one) => [one.id, one]))
      for (const one of unsaved) if (newest.has(one.id)) newest.set(one.id, one)
      const places = new Map(ids.map((id, at) => [id, at]))
      follow(newest, (id) => ids[(places.get(id) ?? 0) - 1])
      // A store that repeats itself is not asked for ever.
      if (!page.more || ids[0] === undefined || ids[0] === before) break
      ;[before] = ids
    }
    return found.toReversed()
  }

  async function way(chat: ChatKey, upTo: string): Promise<readonly Message[] | undefined> {
    const found = await walk(chat, upTo)
    return found.at(-1)?.id === upTo ? found : undefined
  }

  return {
    way,
    async close(timeoutMs) {
      try {
        await within(clock, timeoutMs, saver.close(), 'The history')
      } catch {
        // What could not be kept was told of when it happened.
      }
    },
    newestWay: (chat) => walk(chat, undefined),
    async find(chat, messageId) {
      const waiting = saver.unsaved(chat).get(messageId)
      if (waiting !== undefined) return waiting
      const page = await load(chat, { upTo: messageId, limit: 1 })
      const last = readable(page, chat).at(-1)
      return last?.id === messageId ? last.message : undefined
    },
    keeper: (chat) => createKeeper(saver, chat, clock),
    async page(chat, query) {
      const page = await load(chat, query)
      const isNewest = query.before === undefined && query.upTo === undefined
      const unsaved = saver.unsaved(chat)
      if (unsaved.size === 0) return page
      const known = new Set(page.messages.map(({ id }) => id))
      const newer = page.messages.map((message) => unsaved.get(message.id) ?? message)
      const more = isNewest ? [...unsaved.values()].filter(({ id }) => !known.has(id)) : []
      return { ...page, messages: [...newer, ...more] }
    },
    async list(who, query) {
      try {
        return await within(clock, loadMs, history.list(who, query), 'The history')
      } catch (thrown) {
        onFailed('list', thrown)
        throw unavailable('loaded')
      }
    },
    update: history.update === undefined ? undefined : change,
    remove: history.remove === undefined ? undefined : remove,
  }
}

function unavailable(done: 'loaded' | 'changed' | 'removed'): ChatError {
  return new ChatError('unavailable', `This conversation cannot be ${done} at the moment.`, {
    status: 503,
    retryable: true,
    retryAfterMs: 2000,
  })
}

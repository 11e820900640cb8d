import { type Clock, type Message, systemClock, textOf } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import type { ChatSummary, History } from './History.ts'

export interface MemoryHistoryOptions {
  /**
   * How many conversations are kept, those of all users together. The one that was written to longest ago goes first.
   * Default 1,000.
   */
  readonly maxChats?: number
  readonly clock?: Clock
}

interface StoredChat extends Omit<Required<ChatSummary>, 'title'> {
  readonly owner: string
  /** What its user calls it. */
  readonly chosenTitle: string | undefined
  /** What it is called without a user's word. */
  readonly ownTitle: string | undefined
  /** By id, in the order of the first save: a known id that is set again stays where it is. */
  readonly messages: ReadonlyMap<string, Message>
}

/**
 * A history in this process, for demos and tests: it forgets everything when the process ends, and no other process
 * sees it. It keeps copies, and gives copies.
 * @throws {RangeError} where `maxChats` is no whole number from 1 on.
 */
export function memoryHistory({
  maxChats = 1000,
  clock = systemClock,
}: MemoryHistoryOptions = {}): Required<History> {
  if (!Number.isInteger(maxChats) || maxChats < 1) {
    throw new RangeError(`maxChats must be a whole number from 1 on, not ${maxChats}.`)
  }
  /** The one that was written to last is the last one. */
  const chats = new Map<string, StoredChat>()

  return {
    async load({ id, who }, { upTo, before, limit }) {
      const chat = chats.get(keyOf(ownerKey(who), id))
      if (chat === undefined) return { messages: [], more: false }
      const ids = [...chat.messages.keys()]
      // An id that is not there has the index -1: the page is empty then.
      const end = Math.min(
        upTo === undefined ? ids.length : ids.indexOf(upTo) + 1,
        before === undefined ? ids.length : Math.max(0, ids.indexOf(before)),
      )
      const start = Math.max(0, end - limit)
      const messages = [...chat.messages.values()].slice(start, end)
      return { messages: structuredClone(messages), more: start > 0 }
    },

    async save({ id, who }, messages) {
      if (messages.length === 0) return
      // All of them first: what cannot be copied leaves everything as it was.
      const copies = structuredClone(messages)
      const owner = ownerKey(who)
      const key = keyOf(owner, id)
      const old = chats.get(key)
      const now = clock.now()
      chats.delete(key)
      chats.set(key, {
        id,
        owner,
        chosenTitle: old?.chosenTitle,
        ownTitle: old?.ownTitle ?? titleOf(copies),
        pinned: old?.pinned ?? false,
        createdAt: old?.createdAt ?? now,
        updatedAt: now,
        messages: new Map([
          ...(old?.messages ?? []),
          ...copies.map((message) => [message.id, message] as const),
        ]),
      })
      const [oldest] = chats.keys()
      if (chats.size > maxChats && oldest !== undefined) chats.delete(oldest)
    },

    async list(who, { after, limit }) {
      const owner = ownerKey(who)
      const own = [...chats.values()].filter((chat) => chat.owner === owner).reverse()
      const at = after === undefined ? 0 : own.findIndex(({ id }) => id === after) + 1
      const rest = after !== undefined && at === 0 ? [] : own.slice(at)
      return { chats: rest.slice(0, limit).map(summaryOf), more: rest.length > limit }
    },

    async update({ id, who }, { title, pinned }) {
      const key = keyOf(ownerKey(who), id)
      const old = chats.get(key)
      if (old === undefined) return undefined
      const chat = {
        ...old,
        ...(title === undefined ? {} : { chosenTitle: title ?? undefined }),
        ...(pinned === undefined ? {} : { pinned }),
      }
      // A known key that is set again stays where it is.
      chats.set(key, chat)
      return summaryOf(chat)
    },

    async remove({ id, who }) {
      chats.delete(keyOf(ownerKey(who), id))
    },
  }
}

/** Text that no two owners share, however their names look. */
function ownerKey({ tenant, user }: Identity): string {
  return JSON.stringify([tenant ?? null, user ?? null])
}

function keyOf(owner: string, id: string): string {
  return JSON.stringify([owner, id])
}

/** The first words of the first question. */
function titleOf(messages: readonly Message[]): string | undefined {
  const question = messages.find(({ role }) => role === 'user')
  const text = question === undefined ? '' : textOf(question).slice(0, 1000)
  return /^.{1,80}/u.exec(text.trim().replaceAll(/\s+/g, ' '))?.[0]
}

function summaryOf(chat: StoredChat): ChatSummary {
  const { id, chosenTitle, ownTitle, pinned, createdAt, updatedAt } = chat
  const title = chosenTitle ?? ownTitle
  return {
    id,
    ...(title === undefined ? {} : { title }),
    ...(pinned ? { pinned } : {}),
    createdAt,
    updatedAt,
  }
}

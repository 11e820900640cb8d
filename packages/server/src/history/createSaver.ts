import {
  type Backoff,
  type Cancel,
  type Clock,
  fullJitterMs,
  type Message,
  type Random,
} from '@millrace/protocol'
import { within } from '../waiting/within.ts'
import type { ChatKey, History } from './History.ts'

export interface SaverOptions {
  readonly history: Pick<History, 'save'>
  readonly clock: Clock
  readonly random?: Random
  /** A save failed. It is tried again. */
  readonly onFailed: (chat: ChatKey, error: unknown) => void
  /** A save went well. */
  readonly onSaved: () => void
}

/** Sees to it that messages get into the history, however often that takes. */
export interface Saver {
  /**
   * Resolves to whether they are there now. Where not, they are tried again later, and with whatever is saved next in
   * that conversation. Never rejects.
   */
  save(chat: ChatKey, messages: readonly Message[]): Promise<boolean>
  /** What could not be saved of a conversation yet: newer than what the history has. */
  unsaved(chat: ChatKey): ReadonlyMap<string, Message>
  /** The process ends: what waits is tried once more, and then no more. */
  close(): Promise<void>
}

/** How long one save may take, in milliseconds. It may arrive all the same: the same may come twice. */
const saveMs = 10_000
const retries: Backoff = { baseMs: 1000, capMs: 60_000 }
/** Conversations whose messages wait, at most: beyond, the oldest are given up. */
const mostWaiting = 1000

interface Waiting {
  readonly chat: ChatKey
  readonly messages: Map<string, Message>
  saving: Promise<boolean> | undefined
  tries: number
  cancelRetry: Cancel | undefined
  /** Saves that took too long, and may arrive yet: over something newer. */
  late: number
  /** The newest of what such a save may overwrite. */
  readonly newest: Map<string, Message>
}

export function createSaver({
  history,
  clock,
  random = Math.random,
  onFailed,
  onSaved,
}: SaverOptions): Saver {
  const waiting = new Map<string, Waiting>()
  let closed = false

  function entryFor(chat: ChatKey): Waiting {
    const key = keyOf(chat)
    let entry = waiting.get(key)
    if (entry === undefined) {
      entry = {
        chat,
        messages: new Map(),
        saving: undefined,
        tries: 0,
        cancelRetry: undefined,
        late: 0,
        newest: new Map(),
      }
      waiting.set(key, entry)
      if (waiting.size > mostWaiting) giveUpOldest()
    }
    return entry
  }

  function giveUpOldest(): void {
    for (const [key, { cancelRetry, saving }] of waiting) {
      if (saving !== undefined) continue
      cancelRetry?.()
      waiting.delete(key)
      return
    }
  }

  async function flush(entry: Waiting): Promise<boolean> {
    // One at a time: an old version must not overtake a new one.
    while (entry.saving !== undefined) await entry.saving
    if (entry.messages.size === 0) return true
    entry.cancelRetry?.()
    const saving = saveAll(entry)
    entry.saving = saving
    const saved = await saving
    entry.saving = undefined
    if (entry.messages.size === 0 && entry.late === 0) waiting.delete(keyOf(entry.chat))
    return saved
  }

  async function saveAll(entry: Waiting): Promise<boolean> {
    const { chat } = entry
    const batch = [...entry.messages.values()]
    let settled = false
    try {
      const saving = Promise.resolve(history.save(chat, batch)).finally(() => (settled = true))
      saving.catch(() => undefined)
      await within(clock, saveMs, saving, 'The history').catch((thrown: unknown) => {
        if (!settled) noteLate(entry, batch, saving)
        throw thrown
      })
    } catch (thrown) {
      entry.tries++
      onFailed(chat, thrown)
      if (closed) return false
      const waitMs = fullJitterMs(entry.tries, retries, random)
      entry.cancelRetry = clock.schedule(() => void flush(entry), waitMs)
      return false
    }
    entry.tries = 0
    onSaved()
    for (const message of batch) {
      // A newer version may have come meanwhile.
      if (entry.messages.get(message.id) === message) entry.messages.delete(message.id)
    }
    return true
  }

  /** What a save brings that was given up may be old by the time it arrives: the newest is saved once more then. */
  function noteLate(entry: Waiting, batch: readonly Message[], saving: Promise<void>): void {
    entry.late++
    for (const message of batch) {
      entry.newest.set(message.id, entry.messages.get(message.id) ?? message)
    }
    const arrived = (): void => {
      entry.late--
      for (const { id } of batch) {
        const newest = entry.newest.get(id)
        if (newest !== undefined && !entry.messages.has(id)) entry.messages.set(id, newest)
      }
      if (entry.late === 0) entry.newest.clear()
      void flush(entry)
    }
    saving.then(arrived, arrived)
  }

  return {
    save(chat, messages) {
      const entry = entryFor(chat)
      for (const message of messages) {
        entry.messages.set(message.id, message)
        if (entry.newest.has(message.id)) entry.newest.set(message.id, message)
      }
      return flush(entry)
    },
    async close() {
      closed = true
      const left = [...waiting.values()]
      for (const { cancelRetry } of left) cancelRetry?.()
      await Promise.all(left.map(flush))
    },
    unsaved: (chat) => waiting.get(keyOf(chat))?.messages ?? new Map<string, Message>(),
  }
}

function keyOf({ id, who: { tenant, user } }: ChatKey): string {
  return JSON.stringify([tenant ?? null, user ?? null, id])
}

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
  readonly history: Pick<History, 'save' | 'remove'>
  readonly clock: Clock
  readonly random?: Random
  /** It failed, and is tried again. */
  readonly onFailed: (doing: 'save' | 'remove', chat: ChatKey, error: unknown) => void
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
  /** Resolves when nothing of a conversation is on its way. What waits is tried at once. Never rejects. */
  settled(chat: ChatKey): Promise<void>
  /**
   * Takes a conversation out. What waits is dropped, and what is on its way is waited for; what was given up, and arrives
   * all the same, does not bring it back.
   * @throws What the history throws; {ChatError} `timeout` where it takes too long.
   */
  remove(chat: ChatKey): Promise<void>
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
  /** How often it was removed: what was saved before that must not come back. */
  removals: number
  /** Whether it was removed, and nothing new was saved since. */
  removed: boolean
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
        removals: 0,
        removed: false,
      }
      waiting.set(key, entry)
      if (waiting.size > mostWaiting) giveUpOldest()
    }
    return entry
  }

  function giveUpOldest(): void {
    for (const [key, entry] of waiting) {
      if (entry.saving !== undefined) continue
      entry.cancelRetry?.()
      // Of what is saved under its name from now on, it would not know.
      entry.removed = false
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
    leave(entry)
    return saved
  }

  /** A conversation of which nothing waits is not remembered. */
  function leave(entry: Waiting): void {
    const key = keyOf(entry.chat)
    if (entry.messages.size > 0 || entry.saving !== undefined || entry.late > 0) return
    // After a removal there may be another one of this name.
    if (waiting.get(key) === entry) waiting.delete(key)
  }

  function tryAgain(entry: Waiting, work: () => Promise<unknown>): void {
    entry.tries++
    if (closed) return
    const waitMs = fullJitterMs(entry.tries, retries, random)
    entry.cancelRetry = clock.schedule(() => void work(), waitMs)
  }

  async function saveAll(entry: Waiting): Promise<boolean> {
    const { chat } = entry
    const batch = [...entry.messages.values()]
    const { removals } = entry
    let settled = false
    try {
      const saving = Promise.resolve(history.save(chat, batch)).finally(() => (settled = true))
      saving.catch(() => undefined)
      await within(clock, saveMs, saving, 'The history').catch((thrown: unknown) => {
        if (!settled) noteLate(entry, removals === entry.removals ? batch : [], saving)
        throw thrown
      })
    } catch (thrown) {
      onFailed('save', chat, thrown)
      if (entry.messages.size > 0) tryAgain(entry, () => flush(entry))
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
      if (entry.removed) return void removeAgain(entry)
      leave(entry)
      void flush(entry)
    }
    saving.then(arrived, arrived)
  }

  async function removeNow(chat: ChatKey): Promise<void> {
    if (history.remove !== undefined) {
      await within(clock, saveMs, history.remove(chat), 'The history')
    }
  }

  /** It came back with what arrived late. Where something new was saved by then, that is not taken out with it. */
  async function removeAgain(entry: Waiting): Promise<void> {
    if (!entry.removed) return
    try {
      await removeNow(entry.chat)
    } catch (thrown) {
      onFailed('remove', entry.chat, thrown)
      return tryAgain(entry, () => removeAgain(entry))
    }
    leave(entry)
  }

  return {
    save(chat, messages) {
      const entry = entryFor(chat)
      entry.removed = false
      for (const message of messages) {
        entry.messages.set(message.id, message)
        if (entry.newest.has(message.id)) entry.newest.set(message.id, message)
      }
      return flush(entry)
    },
    async settled(chat) {
      const entry = waiting.get(keyOf(chat))
      if (entry !== undefined) await flush(entry)
    },
    async remove(chat) {
      const entry = waiting.get(keyOf(chat))
      if (entry !== undefined) {
        entry.cancelRetry?.()
        entry.messages.clear()
        entry.newest.clear()
        entry.removals++
        entry.removed = true
        while (entry.saving !== undefined) await entry.saving
        leave(entry)
      }
      await removeNow(chat)
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

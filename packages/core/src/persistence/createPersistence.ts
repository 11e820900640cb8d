import { type Clock, type Message, systemClock } from '@millrace/protocol'
import { createStore } from 'zustand/vanilla'
import { createKeptChat } from './createKeptChat.ts'
import { createLedger } from './createLedger.ts'
import { databaseOf, draftsBefore } from './databaseOf.ts'
import { deleteDatabase } from './deleteDatabase.ts'
import { idbDisk } from './idbDisk.ts'
import { makeRoom } from './makeRoom.ts'
import { openDatabase } from './openDatabase.ts'
import type { Persistence, PersistenceState } from './Persistence.ts'
import { recordsOf } from './recordsOf.ts'
import { createRetention } from './createRetention.ts'
import { signOutChannel } from './signOutChannel.ts'

export interface PersistenceOptions {
  /** Whose conversations these are: what is kept of somebody else on the same machine is not seen. */
  readonly user: string
  /** Conversations that were not written to for longer go. Those with something to send stay. Default: none go. */
  readonly retentionDays?: number
  /** Something could not be read or kept; worth a log line, never fatal. */
  readonly onReport?: (reason: string) => void
  readonly clock?: Clock
}

/**
 * Keeps a user's conversations in the browser (IndexedDB), in a database of his own: `millrace-{user}`. Where that cannot be,
 * they are remembered while the page is open, and `state` says why. Make one for each user and page: it listens until it is
 * signed out.
 * @throws {RangeError} for days that are none.
 * @throws {TypeError} without a user.
 */
export function createPersistence(options: PersistenceOptions): Persistence {
  const { user, retentionDays, clock = systemClock } = options
  if (user === '') throw new TypeError('Whose conversations are kept? The user must have a name.')
  if (retentionDays !== undefined && !(retentionDays > 0)) {
    throw new RangeError(`Conversations cannot be kept for ${retentionDays} days.`)
  }
  const name = databaseOf(user)
  const report = (reason: string): void => options.onReport?.(reason)
  const state = createStore<PersistenceState>(() => ({ status: 'kept' }))
  const connection = openDatabase({ name, clock, onDeleted: () => void forget() })
  const disk = idbDisk({ connection, onReport: report })
  const channel = signOutChannel(name, () => void leave())
  const retention = createRetention({ disk, clock, retentionDays, onReport: report })
  const ledger = createLedger({
    disk,
    async onTurn() {
      channel.listen()
      if (state.getState().status === 'kept') await retention()
    },
    makeRoom: async (keys, count) => await makeRoom({ disk, keys, count, onReport: report }),
    onTrouble(trouble) {
      if (trouble !== undefined) report(`what is said is not kept: ${trouble.message}`)
      state.setState(
        trouble === undefined ? { status: 'kept' } : { status: 'memory', reason: trouble.reason },
        true,
      )
    },
  })

  /** Nothing is kept from now on. Resolves when nobody writes any more. */
  async function forget(): Promise<void> {
    channel.close()
    await ledger.end()
  }

  /** Another tab was told to sign out. Where this one has opened it since, it is there again. */
  async function leave(): Promise<void> {
    const mayBeAnew = connection.isOpen
    const forgotten = forget()
    connection.end()
    await forgotten
    if (mayBeAnew) await deleteDatabase({ name, clock, onReport: report })
  }

  return {
    name,
    state: { getState: state.getState, subscribe: state.subscribe },
    chat: <M extends Message>(chatId: string) =>
      createKeptChat<M>({ chatId, ledger, clock, onReport: report }),
    records: recordsOf(ledger),
    async signOut() {
      channel.tell()
      await forget()
      // Another tab may keep it from being deleted at once.
      await disk.clear().catch(() => undefined)
      connection.end()
      const all = [name, draftsBefore(name)]
      await Promise.all(all.map((one) => deleteDatabase({ name: one, clock, onReport: report })))
    },
  }
}

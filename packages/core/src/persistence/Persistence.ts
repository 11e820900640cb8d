import type { Message } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { KeptChat } from './KeptChat.ts'
import type { Records } from './Records.ts'

/** What is kept of one user's conversations on this device. Nothing is opened before it is needed. */
export interface Persistence {
  /** The name of the user's database; locks and channels of its tabs begin with it. */
  readonly name: string
  /** Whether it is kept, or only remembered while the page is open. */
  readonly state: Pick<StoreApi<PersistenceState>, 'getState' | 'subscribe'>
  chat<M extends Message = Message>(chatId: string): KeptChat<M>
  /** What all is kept in, by key. Rooms have prefixes of their own. */
  readonly records: Records
  /** Deletes the user's database, and what was remembered. Nothing is kept afterwards, here and in other tabs. */
  signOut(): Promise<void>
}

export type PersistenceState =
  | { readonly status: 'kept' }
  /** What is said from now on lasts as long as the page. */
  | { readonly status: 'memory'; readonly reason: PersistenceTrouble }

export type PersistenceTrouble =
  /** There is no room left, also after what is old was given up. */
  | 'quota'
  /** Another tab holds an older version open. */
  | 'blocked'
  /** It was written by a newer version of this library. */
  | 'newer'
  /** It cannot be read. */
  | 'corrupt'
  /** The browser has none to give: a private window, a setting. */
  | 'denied'

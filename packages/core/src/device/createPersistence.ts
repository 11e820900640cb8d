import type { Message } from '@millrace/protocol'
import type { ChatPersistence, Together, TogetherOptions } from '../chat/Together.ts'
import {
  createPersistence as openPersistence,
  type PersistenceOptions,
} from '../persistence/createPersistence.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import { createTogether } from './createTogether.ts'

/** What is kept of one user's conversations on this device, for chats (`persist`), their list and their drafts. */
export interface DevicePersistence extends Persistence, ChatPersistence {}

/**
 * Keeps a user's conversations in the browser (IndexedDB), in a database of his own: `millrace-{user}`. Where that cannot
 * be, they are remembered while the page is open, and `state` says why. Make one for each user and page, outside of
 * components: it listens until it is signed out.
 * @throws {RangeError} for days that are none.
 * @throws {TypeError} without a user.
 */
export function createPersistence(options: PersistenceOptions): DevicePersistence {
  const persistence = openPersistence(options)
  return {
    ...persistence,
    join: <M extends Message>(joining: TogetherOptions<M>): Together<M> =>
      createTogether(persistence, joining),
  }
}

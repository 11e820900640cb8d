import type { Clock } from '@millrace/protocol'
import { promisifyRequest } from 'idb-keyval'
import { factoryHere } from '../persistence/openDatabase.ts'
import type { StoredDraft } from './DraftStorage.ts'
import { readDraft } from './readDraft.ts'

/** A database that is being deleted is waited for so long, in milliseconds. */
const patienceMs = 3000

/**
 * The drafts of a database of `idbDrafts` by the ids of their chats: none where there is no such database, and none is made.
 * undefined where they cannot be read.
 */
export function readOldDrafts(
  name: string,
  clock: Clock,
): Promise<readonly (readonly [string, StoredDraft])[] | undefined> {
  return new Promise((resolve) => {
    const request = attempt(name)
    if (request === undefined) {
      resolve([])
      return
    }
    let isNew = false
    const cancel = clock.schedule(() => resolve(undefined), patienceMs)
    request.addEventListener('upgradeneeded', () => {
      isNew = true
      request.transaction?.abort()
    })
    request.addEventListener('error', (event) => {
      event.preventDefault()
      cancel()
      resolve(isNew ? [] : undefined)
    })
    request.addEventListener('success', () => {
      cancel()
      const database = request.result
      // Ends with what is read.
      database.addEventListener('versionchange', () => database.close())
      resolve(draftsIn(database))
    })
  })
}

function attempt(name: string): IDBOpenDBRequest | undefined {
  try {
    return factoryHere()?.open(name)
  } catch {
    return undefined
  }
}

async function draftsIn(
  database: IDBDatabase,
): Promise<readonly (readonly [string, StoredDraft])[] | undefined> {
  try {
    const store = database.transaction('drafts').objectStore('drafts')
    const [keys, values] = await Promise.all([
      promisifyRequest(store.getAllKeys()),
      promisifyRequest<unknown[]>(store.getAll()),
    ])
    return values.flatMap((value, at) => {
      const id = keys[at]
      const draft = readDraft(value)
      return typeof id === 'string' && draft !== undefined ? [[id, draft] as const] : []
    })
  } catch {
    return undefined
  } finally {
    database.close()
  }
}

import { promisifyRequest } from 'idb-keyval'
import { databaseVersion, storeName } from './databaseOf.ts'
import { type Disk, DiskError } from './Disk.ts'
import { type Mode, unreadable } from './Ledger.ts'
import type { Connection } from './openDatabase.ts'
import { walk } from './walk.ts'

export interface IdbDiskOptions {
  readonly connection: Connection
  readonly onReport: (reason: string) => void
}

/** What all of it is of: asked for with every step, since another tab may be of a newer version by now. */
export const metaKey = 'meta'

/**
 * Keeps records in the browser (IndexedDB), a step in a transaction. A connection that was closed under us is opened anew,
 * once. A record that cannot be read is `unreadable` and costs no other; a value that cannot be stored is stored as JSON
 * has it.
 *
 * `createStore` of idb-keyval is not in it: it opens whatever version is there, keeps another tab from deleting the
 * database, and has no word for a connection that waits.
 */
export function idbDisk({ connection, onReport }: IdbDiskOptions): Disk {
  /** @throws {DiskError} and what `work` throws. */
  async function transact<Result>(
    mode: Mode,
    work: (store: IDBObjectStore) => Promise<Result>,
    keys: () => readonly string[],
  ): Promise<Result> {
    const attempt = async (): Promise<Result> => {
      const database = await connection.open()
      const store = begin(database, mode)
      const done = promisifyRequest(store.transaction)
      done.catch(() => undefined)
      let result: Result
      try {
        result = await work(store)
      } catch (thrown) {
        abort(store.transaction)
        throw thrown instanceof DOMException ? errorOf(thrown, keys()) : thrown
      }
      await done.catch((cause: unknown) => {
        throw errorOf(cause, keys())
      })
      return result
    }
    try {
      return await attempt()
    } catch (thrown) {
      if (!(thrown instanceof DiskError) || thrown.reason !== 'corrupt') throw thrown
      connection.close()
      return await attempt()
    }
  }

  return {
    async make(mode, step, before) {
      let written: ReadonlyMap<string, unknown> = new Map()
      return await transact(
        mode,
        async (store) => {
          const steps = walk(step, before)
          ;({ written } = steps)
          const [[, meta] = []] = await read(store, [metaKey])
          if (isNewer(meta)) throw new DiskError('newer', 'A newer version keeps it.')
          let made = steps.go([[metaKey, meta]])
          while ('needs' in made) made = steps.go(await read(store, made.needs))
          if (mode === 'read' || written.size === 0) return made.result
          if (!isObject(meta) && !written.has(metaKey)) {
            store.put({ version: databaseVersion }, metaKey)
          }
          for (const [key, value] of written) write(store, key, value)
          return made.result
        },
        () => [...written.keys()],
      )
    },
    keys: (prefix) =>
      transact(
        'read',
        async (store) => {
          const keys = await promisifyRequest(store.getAllKeys(rangeOf(prefix)))
          return keys.filter((key) => typeof key === 'string')
        },
        () => [],
      ),
    clear: () =>
      transact(
        'write',
        async (store) => {
          await promisifyRequest(store.clear())
        },
        () => [],
      ),
  }

  async function read(
    store: IDBObjectStore,
    keys: readonly string[],
  ): Promise<readonly (readonly [string, unknown])[]> {
    return await Promise.all(keys.map(async (key) => [key, await get(store, key)] as const))
  }

  async function get(store: IDBObjectStore, key: string): Promise<unknown> {
    const request = store.get(key)
    request.addEventListener('error', (event) => {
      if (request.error?.name === 'AbortError') return
      // Else it would end the transaction.
      event.preventDefault()
      event.stopPropagation()
    })
    try {
      return await promisifyRequest<unknown>(request)
    } catch (cause) {
      if (request.error?.name === 'AbortError') throw cause
      onReport(`a record that cannot be read: ${key}`)
      return unreadable
    }
  }

  function write(store: IDBObjectStore, key: string, value: unknown): void {
    if (value === undefined) {
      store.delete(key)
      return
    }
    try {
      store.put(value, key)
    } catch (thrown) {
      const isOdd = isName(thrown, 'DataCloneError')
      // Chromium's word for what is too large for one record.
      if (!isOdd && !isName(thrown, 'DataError') && !isName(thrown, 'UnknownError')) throw thrown
      onReport(`what cannot be stored as it is, in ${key}`)
      const plain = isOdd ? jsonOf(value) : undefined
      if (plain !== undefined) store.put(plain, key)
    }
  }
}

/** @throws {DiskError} where the connection is closing, or has no records in it. */
function begin(database: IDBDatabase, mode: Mode): IDBObjectStore {
  try {
    const kind = mode === 'read' ? 'readonly' : 'readwrite'
    return database.transaction(storeName, kind).objectStore(storeName)
  } catch (thrown) {
    throw new DiskError('corrupt', thrown)
  }
}

function isName(thrown: unknown, name: string): boolean {
  return thrown instanceof DOMException && thrown.name === name
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended by itself.
  }
}

function errorOf(cause: unknown, keys: readonly string[]): DiskError {
  const isFull = isName(cause, 'QuotaExceededError')
  return new DiskError(isFull ? 'quota' : 'corrupt', cause, keys)
}

function isNewer(meta: unknown): boolean {
  return isObject(meta) && typeof meta['version'] === 'number' && meta['version'] > databaseVersion
}

/** From the first key that begins so to before the first that comes after all of them. */
function rangeOf(prefix: string): IDBKeyRange | undefined {
  if (prefix === '') return undefined
  const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
  return IDBKeyRange.bound(prefix, end, false, true)
}

function jsonOf(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

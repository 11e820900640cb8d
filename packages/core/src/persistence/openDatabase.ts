import type { Clock } from '@millrace/protocol'
import { databaseVersion, storeName } from './databaseOf.ts'
import { DiskError } from './Disk.ts'

export interface DatabaseOptions {
  readonly name: string
  readonly clock: Clock
  /** Somebody else deletes it: it is not opened again. */
  readonly onDeleted: () => void
}

/** The connection to a database: none before it is asked for, at most one, opened anew where it was closed under us. */
export interface Connection {
  /** @throws {DiskError} why there is none. */
  open(): Promise<IDBDatabase>
  /** Lets go of it. What is under way comes to its end first. */
  close(): void
  /** Lets go of it for good. */
  end(): void
  /** Whether there is one, or one is coming. */
  readonly isOpen: boolean
}

/** An open that has to wait for another tab does so without a word. So long it is waited for, in milliseconds. */
const patienceMs = 3000

export function openDatabase({ name, clock, onDeleted }: DatabaseOptions): Connection {
  let opening: Promise<IDBDatabase> | undefined
  let isLate = false
  let isOver = false

  function start(): Promise<IDBDatabase> {
    const own = request(name).then((database) => {
      if (opening === own) isLate = false
      else database.close()
      // Not heard where we close it ourselves.
      database.addEventListener('close', () => drop(own))
      database.addEventListener('versionchange', ({ newVersion }) => {
        database.close()
        drop(own)
        if (newVersion !== null) return
        isOver = true
        onDeleted()
      })
      return database
    })
    own.catch(() => drop(own))
    return own
  }

  function drop(own: Promise<IDBDatabase>): void {
    if (opening !== own) return
    opening = undefined
    isLate = false
  }

  function close(): void {
    const own = opening
    opening = undefined
    isLate = false
    own?.then(
      (database) => database.close(),
      () => undefined,
    )
  }

  return {
    open() {
      if (isOver) return Promise.reject(new DiskError('denied', 'It is deleted.'))
      const own = (opening ??= start())
      return new Promise((resolve, reject) => {
        const tooLate = (): void => {
          isLate = opening === own
          reject(new DiskError('blocked', 'Another tab keeps the database from being opened.'))
        }
        // What was waited for once is not waited for again.
        if (isLate) return tooLate()
        const cancel = clock.schedule(tooLate, patienceMs)
        void own.then(resolve, reject).finally(cancel)
      })
    },
    close,
    end() {
      isOver = true
      close()
    },
    get isOpen() {
      return opening !== undefined
    },
  }
}

function request(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opened = attempt(name)
    if (opened instanceof DiskError) {
      reject(opened)
      return
    }
    opened.addEventListener('upgradeneeded', () => opened.result.createObjectStore(storeName))
    opened.addEventListener('success', () => resolve(opened.result))
    opened.addEventListener('error', (event) => {
      event.preventDefault()
      reject(new DiskError(reasonOf(opened.error), opened.error))
    })
  })
}

/** There may be no such thing here, and asking for it may throw. */
function attempt(name: string): IDBOpenDBRequest | DiskError {
  try {
    const factory = factoryHere()
    if (factory === undefined) return new DiskError('denied', 'There is no indexedDB here.')
    return factory.open(name, databaseVersion)
  } catch (thrown) {
    return new DiskError('denied', thrown)
  }
}

/** The browser's databases; undefined on a server. May throw where a page may have none. */
export function factoryHere(): IDBFactory | undefined {
  return (globalThis as { readonly indexedDB?: IDBFactory | null }).indexedDB ?? undefined
}

function reasonOf(error: DOMException | null): DiskError['reason'] {
  switch (error?.name) {
    case 'VersionError':
      return 'newer'
    case 'QuotaExceededError':
      return 'quota'
    // As browsers say it of private windows and of pages that may keep nothing.
    case 'SecurityError':
    case 'InvalidStateError':
    case 'NotAllowedError':
      return 'denied'
    default:
      return 'corrupt'
  }
}

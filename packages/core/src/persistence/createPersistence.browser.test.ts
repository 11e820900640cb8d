import { type ManualClock, manualClock, seededRandom } from '@millrace/protocol/testing'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createPersistence, type PersistenceOptions } from './createPersistence.ts'
import {
  databaseNames,
  deleteDatabases,
  endTightStorage,
  evict,
  openRaw,
  putRaw,
  recordsIn,
  tightStorage,
} from './fixtures/browserStorage.ts'
import { answer, question, runOf, waiting } from './fixtures/said.ts'
import type { KeptChat } from './KeptChat.ts'
import type { Persistence } from './Persistence.ts'

const opened: Persistence[] = []
const held: IDBDatabase[] = []

interface Made {
  readonly persistence: Persistence
  readonly chat: KeptChat
  readonly clock: ManualClock
  readonly reports: string[]
}

function made(options: Partial<PersistenceOptions> = {}): Made {
  const clock = manualClock(1_000_000)
  const reports: string[] = []
  const persistence = createPersistence({
    user: 'ada',
    clock,
    onReport: (reason) => void reports.push(reason),
    ...options,
  })
  opened.push(persistence)
  return { persistence, chat: persistence.chat('c'), clock, reports }
}

async function textsOf(chat: KeptChat): Promise<readonly string[]> {
  return (await chat.open(Infinity)).messages.map(({ id }) => id)
}

/** So long, and not to be packed. */
function noise(length: number, seed: number): string {
  const random = seededRandom(seed)
  let text = ''
  while (text.length < length) text += random().toString(36).slice(2)
  return text.slice(0, length)
}

async function hold(...given: Parameters<typeof openRaw>): Promise<IDBDatabase> {
  const database = await openRaw(...given)
  held.push(database)
  return database
}

const kept = { status: 'kept' } as const

/** A browser takes its time to notice that there is room. */
const patience = { timeout: 30_000, interval: 100 }

beforeAll(deleteDatabases)

afterEach(async () => {
  vi.restoreAllMocks()
  for (const database of held.splice(0)) database.close()
  await Promise.all(opened.splice(0).map(({ signOut }) => signOut()))
  vi.unstubAllGlobals()
  await endTightStorage()
  await expect.poll(databaseNames).toEqual([])
})

test('what is said is there when the page comes back, with its answer and what waits', async () => {
  const before = made()
  await before.chat.save([question('q')])
  await before.chat.saveRun(runOf('r', 'Hel', { after: 3 }))
  await before.chat.outbox.add(waiting('w'))
  const { chat, persistence } = made()
  expect(await chat.open(50)).toEqual({
    messages: [question('q')],
    more: false,
    run: runOf('r', 'Hel', { after: 3 }),
    outbox: [waiting('w')],
  })
  expect(persistence.state.getState()).toEqual(kept)
})

test('nothing is opened before something is asked for', async () => {
  made()
  expect(await databaseNames()).toEqual([])
})

test('two pages that write the same conversation lose nothing of each other', async () => {
  const [one, other] = [made(), made()]
  await Promise.all(
    [one, other].flatMap(({ chat }, tab) =>
      Array.from({ length: 30 }, (_, at) => chat.save([question(`${tab}-${at}`)])),
    ),
  )
  const ids = await textsOf(one.chat)
  expect(ids).toHaveLength(60)
  for (const tab of [0, 1]) {
    const own = ids.filter((id) => id.startsWith(`${tab}-`))
    expect(own).toEqual(Array.from({ length: 30 }, (_, at) => `${tab}-${at}`))
  }
})

describe('a browser that has no room left (T-39)', () => {
  test('keeps what is said in memory, and all of it on the disk once there is room', async () => {
    vi.stubGlobal('indexedDB', await tightStorage(10_000_000))
    await putDrafts('filler')
    await putRaw('filler', 'all', noise(9_000_000, 7), 'drafts')
    const { persistence, chat, reports } = made()
    await chat.outbox.add(waiting('w'))
    const large: string[] = []
    // The browser takes its time to say so.
    while (persistence.state.getState().status === 'kept' && large.length < 50) {
      large.push(`large-${large.length}`)
      await chat.save([question(`large-${large.length - 1}`, noise(900_000, large.length))])
    }
    expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'quota' })
    expect(reports).toEqual([
      expect.stringMatching(/^what is said is not kept: QuotaExceededError/),
    ])
    expect(await textsOf(chat)).toEqual(large)
    const onDisk = await textsOf(made().chat)
    expect(onDisk).toEqual(large.slice(0, -1))

    // Another page says something before this one does, and is not written over.
    indexedDB.deleteDatabase('filler')
    const other = made()
    await vi.waitFor(async () => {
      await other.chat.save([question('theirs')])
      expect(other.persistence.state.getState()).toEqual(kept)
    }, patience)
    await vi.waitFor(async () => {
      await chat.endRun('r', answer('a', 'Hello'))
      expect(persistence.state.getState()).toEqual(kept)
    }, patience)
    expect(await textsOf(made().chat)).toEqual([...onDisk, 'theirs', large.at(-1), 'a'])
    expect((await made().chat.open(1)).outbox).toEqual([waiting('w')])
  })

  test('gives up old conversations first, and goes on keeping', async () => {
    vi.stubGlobal('indexedDB', await tightStorage(2_000_000))
    const { persistence, clock, reports } = made()
    for (let at = 0; at < 8; at++) {
      await persistence.chat(`old-${at}`).save([question('q', noise(200_000, at))])
      await clock.advance(1000)
    }
    await persistence.chat('old-0').outbox.add(waiting('w'))
    for (let at = 0; at < 3; at++) {
      await persistence.chat(`new-${at}`).save([question('q', noise(200_000, 100 + at))])
      await clock.advance(1000)
    }
    expect(persistence.state.getState()).toEqual(kept)
    expect(reports.length).toBeGreaterThan(0)
    const left = await persistence.records.keys('index:')
    const old = Array.from({ length: 8 }, (_, at) => `index:old-${at}`)
    const gone = old.filter((key) => !left.includes(key))
    // The oldest, but for the one in which something waits to be sent.
    expect(gone.length).toBeGreaterThan(0)
    expect(gone).toEqual(old.slice(1, 1 + gone.length))
    expect(left.filter((key) => key.startsWith('index:new'))).toHaveLength(3)
  })

  test('or says so at once: what is said is in memory as well', async () => {
    const { persistence, chat } = made()
    await chat.save([question('first')])
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('No room.', 'QuotaExceededError')
    })
    await chat.save([question('second')])
    expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'quota' })
    expect(await textsOf(chat)).toEqual(['first', 'second'])
    full.mockRestore()
    await chat.save([question('third')])
    expect(await textsOf(made().chat)).toEqual(['first', 'second', 'third'])
  })
})

describe('a database that cannot be used (T-40)', () => {
  test('of a newer version is left as it is, and what is said is remembered', async () => {
    const newer = await hold('millrace-ada', 7, (database) => database.createObjectStore('records'))
    newer.close()
    await putRaw('millrace-ada', 'theirs', 1)
    const { persistence, chat } = made()
    await chat.save([question('q')])
    expect(await textsOf(chat)).toEqual(['q'])
    expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'newer' })
    await chat.save([question('q2')])
    expect([...(await recordsIn('millrace-ada'))]).toEqual([['theirs', 1]])
  })

  test('whose records another tab has made newer is left as it is from then on', async () => {
    const { persistence, chat } = made()
    await chat.save([question('q')])
    await putRaw('millrace-ada', 'meta', { version: 2 })
    const before = await recordsIn('millrace-ada')
    await chat.save([question('q2')])
    expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'newer' })
    expect(await recordsIn('millrace-ada')).toEqual(before)
  })

  test('and is made newer under our hands is let go of, and not touched', async () => {
    const { persistence, chat } = made()
    await chat.save([question('q')])
    await hold('millrace-ada', 2)
    await chat.save([question('q2')])
    expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'newer' })
  })

  test('without records in it', async () => {
    await hold('millrace-ada', 1, (database) => database.createObjectStore('other'))
    const { persistence, chat } = made()
    await chat.save([question('q')])
    expect(await textsOf(chat)).toEqual(['q'])
    expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'corrupt' })
  })

  test('for which another tab has to be waited is waited for once, and used when it can be', async () => {
    // It is being deleted, and somebody holds it open.
    const holder = await hold('millrace-ada', 1, (database) => database.createObjectStore('other'))
    indexedDB.deleteDatabase('millrace-ada')
    const { persistence, chat, clock } = made()
    const saved = chat.save([question('q1')])
    await clock.advance(2999)
    expect(persistence.state.getState()).toEqual(kept)
    await clock.advance(1)
    await saved
    expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'blocked' })
    await chat.save([question('q2')])
    expect(await textsOf(chat)).toEqual(['q1', 'q2'])
    expect(clock.pending).toBe(0)
    holder.close()
    await vi.waitFor(async () => {
      await chat.save([question('q3')])
      expect(persistence.state.getState()).toEqual(kept)
    }, patience)
    expect(await textsOf(made().chat)).toEqual(['q1', 'q2', 'q3'])
  })

  test('and that the browser throws away is made anew', async () => {
    const { persistence, chat } = made()
    await chat.save([question('q1')])
    await evict()
    await chat.save([question('q2')])
    expect(persistence.state.getState()).toEqual(kept)
    expect(await textsOf(made().chat)).toEqual(['q2'])
  })

  test.each([
    ['there is none', undefined],
    [
      'it may not be used',
      {
        open: () => {
          throw new DOMException('No.', 'SecurityError')
        },
      },
    ],
  ])('where %s', async (_, factory) => {
    vi.stubGlobal('indexedDB', factory)
    const { persistence, chat } = made()
    await chat.save([question('q')])
    expect(await textsOf(chat)).toEqual(['q'])
    expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'denied' })
    await persistence.signOut()
    expect(await textsOf(chat)).toEqual([])
  })

  test('a connection that was closed under us is opened anew', async () => {
    const { persistence, chat } = made()
    const databases: IDBDatabase[] = []
    const { transaction } = IDBDatabase.prototype
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
      this: IDBDatabase,
      ...given
    ) {
      databases.push(this)
      return transaction.apply(this, given)
    })
    await chat.save([question('q1')])
    databases.at(-1)?.close()
    await chat.save([question('q2')])
    expect(persistence.state.getState()).toEqual(kept)
    expect(await textsOf(chat)).toEqual(['q1', 'q2'])
    expect(new Set(databases).size).toBe(2)
  })
})

describe('one record (T-40)', () => {
  test('that cannot be read costs no other', async () => {
    const { persistence, chat, reports } = made()
    await chat.save([question('q1')])
    await chat.outbox.add(waiting('w'))
    const { get } = IDBObjectStore.prototype
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
      this: IDBObjectStore,
      key,
    ) {
      // A request that fails as the browser's own do: it would end its transaction.
      return key === 'outbox:c' && this.transaction.mode === 'readwrite'
        ? this.add(0, 'meta')
        : get.call(this, key)
    })
    await chat.outbox.accept('w', question('w'), undefined)
    vi.restoreAllMocks()
    expect(reports).toEqual([
      'a record that cannot be read: outbox:c',
      'an outbox that cannot be read',
    ])
    expect(await textsOf(chat)).toEqual(['q1', 'w'])
    expect(persistence.state.getState()).toEqual(kept)
  })

  test('that cannot be stored as it is, is stored as far as it can be', async () => {
    const { persistence, chat, reports } = made()
    const odd = { ...question('q'), metadata: { own: 1, tell: () => 'me' } }
    await chat.save([odd])
    expect((await chat.open(50)).messages).toEqual([{ ...question('q'), metadata: { own: 1 } }])
    const ring: { self?: unknown } = {}
    ring.self = ring
    await chat.saveRun({
      ...runOf('r', ''),
      assembly: { ...runOf('r', '').assembly, ring: [() => 1, ring] } as never,
    })
    expect((await chat.open(50)).run).toBeUndefined()
    expect(reports).toEqual([
      'what cannot be stored as it is, in page:c:0',
      'what cannot be stored as it is, in run:c',
    ])
    expect(persistence.state.getState()).toEqual(kept)
  })
})

describe('whose it is (T-45)', () => {
  test('another user on the same machine sees nothing of it, and nothing of ours lies elsewhere', async () => {
    const ada = made()
    const bob = made({ user: 'bob', retentionDays: 30 })
    await ada.chat.save([question('q', 'Of Ada')])
    await ada.chat.outbox.add(waiting('w'))
    expect((await bob.chat.open(50)).messages).toEqual([])
    await bob.chat.save([question('q', 'Of Bob')])
    expect(await databaseNames()).toEqual(['millrace-ada', 'millrace-bob'])
    expect(JSON.stringify([...(await recordsIn('millrace-bob'))])).not.toContain('Ada')
    expect([...(await recordsIn('millrace-ada')).keys()]).toEqual([
      'about:c',
      'index:c',
      'meta',
      'outbox:c',
      'page:c:0',
    ])
    const own = [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage))
    expect(own.filter((key) => key.includes('millrace'))).toEqual([])
    expect(document.cookie).toBe('')
  })

  test('signing out deletes it, in another tab too, and nothing is kept from then on', async () => {
    const [one, other, bob] = [made(), made(), made({ user: 'bob' })]
    await putDrafts('millrace-drafts-ada')
    for (const { chat } of [one, other, bob]) await chat.save([question('q')])
    await one.persistence.signOut()
    expect(await databaseNames()).toEqual(['millrace-bob'])
    for (const { chat, reports } of [one, other]) {
      await chat.save([question('q2')])
      await chat.saveRun(runOf('r', 'Hel'))
      await chat.outbox.add(waiting('w'))
      expect(await chat.open(50)).toEqual({ messages: [], more: false, run: undefined, outbox: [] })
      expect(reports).toEqual([])
    }
    expect(await databaseNames()).toEqual(['millrace-bob'])
    expect(await textsOf(bob.chat)).toEqual(['q'])
    // He comes back.
    const again = made()
    await again.chat.save([question('new')])
    expect(await textsOf(again.chat)).toEqual(['new'])
  })

  test.each([
    ['that can talk', true],
    ['that cannot', false],
  ])('and nothing is left of what is being written in tabs %s', async (_, canTalk) => {
    if (!canTalk) vi.stubGlobal('BroadcastChannel', undefined)
    const tabs = [made(), made(), made()]
    for (const { chat } of tabs) await chat.save([question('q')])
    const writing = tabs.flatMap(({ chat }) =>
      Array.from({ length: 50 }, (_one, at) => chat.save([question(`q${at}`)])),
    )
    await writing[20]
    await tabs[1]?.persistence.signOut()
    await Promise.all(writing)
    expect(await databaseNames()).toEqual([])
  })

  test('and so does deleting the database where tabs cannot talk', async () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    const [one, other] = [made(), made()]
    for (const { chat } of [one, other]) await chat.save([question('q')])
    await one.persistence.signOut()
    await other.chat.save([question('q2')])
    expect(await databaseNames()).toEqual([])
  })

  test('a tab of something else that holds it open keeps nothing in it', async () => {
    const { persistence, chat, clock, reports } = made()
    await chat.save([question('q')])
    const holder = await hold('millrace-ada')
    const signedOut = persistence.signOut()
    await vi.waitFor(() => expect(clock.pending).toBe(1))
    const left = holder.transaction('records').objectStore('records').count()
    await new Promise((resolve) => left.addEventListener('success', resolve))
    expect(left.result).toBe(0)
    await clock.advance(3000)
    await signedOut
    expect(reports).toEqual(['millrace-ada is not deleted: another tab holds it open'])
    holder.close()
    await expect.poll(databaseNames).toEqual([])
  })

  test('one that is newer is deleted as well', async () => {
    const newer = await hold('millrace-ada', 7)
    newer.close()
    const { persistence } = made()
    await persistence.signOut()
    expect(await databaseNames()).toEqual([])
  })
})

async function putDrafts(name: string): Promise<void> {
  const database = await hold(name, 1, (one) => one.createObjectStore('drafts'))
  database.close()
}

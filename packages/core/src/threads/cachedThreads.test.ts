import { ChatError, type Message } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { createPersistence } from '../persistence/createPersistence.ts'
import { question, waiting } from '../persistence/fixtures/said.ts'
import { cachedThreads } from './cachedThreads.ts'
import { memoryThreads } from './memoryThreads.ts'
import type { StoredThread } from './Thread.ts'
import type { ThreadPage, ThreadStorage } from './ThreadStorage.ts'

const network = new ChatError('network', 'gone', { retryable: true })

/** A list on a server that keeps messages too if it is told so, and goes away when it is told so. */
function made({ withMessages = false } = {}) {
  const clock = manualClock(10_000)
  const persistence = createPersistence({ user: 'ada', clock })
  const there = memoryThreads()
  let error: ChatError | undefined
  const reached = <Result>(work: () => Promise<Result>): Promise<Result> =>
    error === undefined ? work() : Promise.reject(error)
  const remote: ThreadStorage = {
    list: (query) => reached(() => there.list(query)),
    save: (thread) => reached(() => there.save(thread)),
    remove: (id) => reached(() => there.remove(id)),
    ...(withMessages
      ? {
          loadMessages: (id: string) => reached(() => there.loadMessages(id)),
          saveMessages: (id: string, messages: readonly Message[]) =>
            reached(() => there.saveMessages(id, messages)),
        }
      : {}),
  }
  const threads = cachedThreads(remote, persistence, { clock })
  const { signal } = new AbortController()
  const list = (after?: string, limit = 50): Promise<ThreadPage> =>
    threads.list({ after, limit, signal })
  const titles = async (): Promise<readonly unknown[]> =>
    (await list()).threads.map(({ title }) => title)
  return {
    clock,
    persistence,
    there,
    threads,
    list,
    titles,
    fail: (thrown: ChatError | undefined): void => void (error = thrown),
  }
}

function thread(at: number, title = `T${at}`): StoredThread {
  return { id: `t${at}`, title, renamed: false, pinned: false, createdAt: at, updatedAt: at }
}

test('what was listed is listed where the server cannot be reached, page by page', async () => {
  const { there, list, fail } = made()
  for (const at of [1, 2, 3]) await there.save(thread(at))
  expect(await list(undefined, 2)).toEqual({ threads: [thread(3), thread(2)], more: true })
  expect(await list('t2', 2)).toEqual({ threads: [thread(1)], more: false })
  fail(network)
  expect(await list(undefined, 2)).toEqual({ threads: [thread(3), thread(2)], more: true })
  expect(await list('t2', 2)).toEqual({ threads: [thread(1)], more: false })
})

test('what the server says by itself is passed on', async () => {
  const { list, fail } = made()
  const refused = new ChatError('auth', 'no')
  fail(refused)
  await expect(list()).rejects.toBe(refused)
})

test('what is changed without the server is so here, and the server is still owed it', async () => {
  const { there, threads, titles, list, fail } = made()
  await there.save(thread(1))
  await there.save(thread(2))
  await list()
  fail(network)
  await expect(threads.save(thread(1, 'Renamed'))).rejects.toBe(network)
  await expect(threads.remove('t2')).rejects.toBe(network)
  expect(await titles()).toEqual(['Renamed'])
  fail(undefined)
  await threads.save(thread(1, 'Renamed'))
  await threads.remove('t2')
  expect(await titles()).toEqual(['Renamed'])
})

describe('what was removed elsewhere', () => {
  test('is forgotten with all that is kept of it, but for what waits to be sent', async () => {
    const { there, list, persistence, fail, titles } = made()
    for (const at of [1, 2, 3]) await there.save(thread(at))
    await list()
    for (const id of ['t1', 't2']) await persistence.chat(id).save([question('q')])
    await persistence.chat('t2').outbox.add(waiting('w'))
    for (const id of ['t1', 't2']) await there.remove(id)
    await list()
    fail(network)
    expect(await titles()).toEqual(['T3', 'T2'])
    expect((await persistence.chat('t1').open(50)).messages).toEqual([])
    expect((await persistence.chat('t2').open(50)).messages).toHaveLength(1)
  })

  test('is not what the first page does not reach, nor what no list has had yet', async () => {
    const { there, list, persistence, fail, titles } = made()
    for (const at of [1, 2, 3, 4]) await there.save(thread(at))
    await list()
    await persistence.chat('new').save([question('q', 'New here')])
    await there.remove('t3')
    await list(undefined, 2)
    fail(network)
    expect(await titles()).toEqual(['New here', 'T4', 'T2', 'T1'])
  })
})

test('what was begun without a way to the server is listed first, as long as it waits to be sent', async () => {
  const persistence = createPersistence({ user: 'begun-offline' })
  const there = memoryThreads()
  await there.save(thread(1))
  const threads = cachedThreads(there, persistence)
  const list = async () => {
    const signal = new AbortController().signal
    const page = await threads.list({ after: undefined, limit: 50, signal })
    return page.threads.map(({ id }) => id)
  }
  const { outbox } = persistence.chat('begun')
  await outbox.add({
    id: 'q',
    runId: 'r',
    createdAt: 1,
    message: { parts: [{ type: 'text', text: 'Hi' }] },
  })
  expect(await list()).toEqual(['begun', 't1'])
  await outbox.remove('q')
  expect(await list()).toEqual(['t1'])
})

test('being listed is not being written to: what is old goes all the same', async () => {
  const clock = manualClock(100 * 86_400_000)
  const persistence = createPersistence({ user: 'ada', clock })
  const there = memoryThreads()
  await there.save(thread(1))
  await cachedThreads(there, persistence, { clock }).list({
    after: undefined,
    limit: 50,
    signal: new AbortController().signal,
  })
  const [about] = await persistence.records.read(['about:t1'])
  expect(about).toMatchObject({ createdAt: 1, updatedAt: 1 })
})

describe('messages that the list keeps', () => {
  test('are kept here too, and come from here where the server cannot be reached', async () => {
    const { there, threads, fail, persistence } = made({ withMessages: true })
    await there.saveMessages('t1', [question('a'), question('b')])
    expect(await threads.loadMessages?.('t1')).toEqual([question('a'), question('b')])
    fail(network)
    expect(await threads.loadMessages?.('t1')).toEqual([question('a'), question('b')])
    await expect(threads.loadMessages?.('t2')).rejects.toBe(network)
    await expect(threads.saveMessages?.('t1', [question('c')])).rejects.toBe(network)
    expect((await persistence.chat('t1').open(50)).messages).toEqual([question('c')])
  })

  test('are not its own where the server keeps none in it', () => {
    const { threads } = made()
    expect([threads.loadMessages, threads.saveMessages]).toEqual([undefined, undefined])
  })
})

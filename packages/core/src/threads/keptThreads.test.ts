import { type Message, withFacts } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { createPersistence } from '../persistence/createPersistence.ts'
import { answer, question, runOf, waiting } from '../persistence/fixtures/said.ts'
import { keysOf } from '../persistence/keysOf.ts'
import { exportKept } from './exportKept.ts'
import { threadsInHand } from './fixtures/threadsInHand.ts'
import { keptThreads } from './keptThreads.ts'
import { readExports } from './readExports.ts'
import type { StoredThread } from './Thread.ts'
import type { ThreadPage } from './ThreadStorage.ts'

function made() {
  const clock = manualClock(1000)
  const persistence = createPersistence({ user: 'ada', clock })
  const threads = keptThreads(persistence, { clock })
  const { signal } = new AbortController()
  const list = (after?: string, limit = 50): Promise<ThreadPage> =>
    threads.list({ after, limit, signal })
  return { clock, persistence, threads, list }
}

function thread(id: string, at: number, facts: Partial<StoredThread> = {}): StoredThread {
  return { id, renamed: false, pinned: false, createdAt: at, updatedAt: at, ...facts }
}

describe('conversations that are kept here', () => {
  test('are listed newest first, page by page, as they were saved', async () => {
    const { threads, list } = made()
    for (const at of [3, 1, 2]) await threads.save(thread(`t${at}`, at, { title: `T${at}` }))
    await threads.save(thread('t1', 1, { title: 'Renamed', renamed: true, pinned: true }))
    expect(await list(undefined, 2)).toEqual({
      threads: [thread('t3', 3, { title: 'T3' }), thread('t2', 2, { title: 'T2' })],
      more: true,
    })
    expect(await list('t2', 2)).toEqual({
      threads: [thread('t1', 1, { title: 'Renamed', renamed: true, pinned: true })],
      more: false,
    })
    await threads.remove('t2')
    expect((await list()).threads.map(({ id }) => id)).toEqual(['t3', 't1'])
  })

  test('are listed where nobody saved what they are called: by their first question, also one that waits', async () => {
    const { persistence, list } = made()
    await persistence.chat('a').save([question('q', 'How far?'), answer('x', 'Far.')])
    await persistence.chat('b').outbox.add({ ...waiting('w'), message: question('w', 'When?') })
    await persistence
      .chat('c')
      .save([withFacts(question('q', 'And then?'), { parentId: 'earlier' })])
    await persistence.chat('.').save([question('q')])
    const { threads } = await list()
    expect(threads.map(({ id, title }) => [id, title])).toEqual([
      ['a', 'How far?'],
      ['b', 'When?'],
      ['c', undefined],
    ])
  })

  test('keep their messages, of which only what changed is written again', async () => {
    const { threads, persistence } = made()
    const all = Array.from({ length: 120 }, (_, at) => question(`m${at}`))
    await threads.saveMessages('a', all)
    expect(await threads.loadMessages('a')).toEqual(all)
    // Another tab has said something meanwhile.
    await persistence.chat('a').save([question('theirs')])
    const more = [...all.with(3, answer('m3', 'Changed')), question('m120')]
    await threads.saveMessages('a', more)
    const loaded = await threads.loadMessages('a')
    expect(loaded.map(({ id }) => id)).toEqual([...all.map(({ id }) => id), 'theirs', 'm120'])
    expect(loaded[3]).toEqual(answer('m3', 'Changed'))
    // What was taken out is gone.
    await threads.saveMessages('a', all.slice(0, 2))
    expect(await threads.loadMessages('a')).toEqual(all.slice(0, 2))
  })

  test('that say nonsense of themselves are listed by what is known (T-40)', async () => {
    const { persistence, list } = made()
    const records = [
      'x',
      { title: 7, updatedAt: 'x' },
      { id: 'other', title: 'Mine', updatedAt: 5 },
    ]
    await persistence.records.update([], () => ({
      write: new Map<string, unknown>([
        ...records.map(
          (facts, at) =>
            [
              keysOf(`t${at}`).about,
              { version: 1, createdAt: 1, updatedAt: 9 - at, thread: facts },
            ] as const,
        ),
        ['about:junk', 'junk'],
      ]),
      result: undefined,
    }))
    expect((await list()).threads).toEqual([
      thread('t0', 9, { createdAt: 1 }),
      thread('t1', 8, { createdAt: 1 }),
      thread('t2', 5, { title: 'Mine' }),
    ])
  })
})

test('a list of conversations over them is the same after the page came back', async () => {
  const { threads: storage } = made()
  const before = threadsInHand({ storage })
  const id = before.threads.create()
  await before.turn(id, 'How far?', 'Far.')
  before.threads.close()
  const after = threadsInHand({ storage })
  await after.threads.load()
  expect(after.threads.getState().threads).toMatchObject([{ id, title: 'How far?', pinned: false }])
  await after.threads.exportThread(id, 'json')
  const said = after.threads.chatOf(id).getState().messages
  expect(said.map(({ role }) => role)).toEqual(['user', 'assistant'])
})

describe('an export of all that is kept', () => {
  test('is read as it was, with what is being written and what waits at the end', async () => {
    const { persistence, threads, clock } = made()
    await threads.save(thread('b', 500, { title: 'Renamed', renamed: true }))
    await persistence.chat('b').save([question('q1'), answer('a1', 'Yes.')])
    await persistence.chat('a').save(Array.from({ length: 60 }, (_, at) => question(`m${at}`)))
    await persistence.chat('a').saveRun(runOf('r', 'Hel'))
    await persistence.chat('a').outbox.add(waiting('w'))
    const text = await exportKept(persistence)
    const { threads: read, skipped } = readExports(text, { maxBytes: 1e6, now: clock.now() })
    expect(skipped).toEqual([])
    const all: readonly Message[] = [
      ...Array.from({ length: 60 }, (_, at) => question(`m${at}`)),
      withFacts(answer('a', 'Hel'), { status: 'interrupted' }),
      question('w'),
    ]
    expect(read.map(({ messages }) => messages)).toEqual([
      all,
      [question('q1'), answer('a1', 'Yes.')],
    ])
    expect(read.map(({ thread: { title } }) => title)).toEqual(['Of m0?', 'Renamed'])
  })

  test('of nothing is an export of nothing', async () => {
    const { persistence, threads } = made()
    await threads.save(thread('empty', 1, { title: 'Nothing in it' }))
    const text = await exportKept(persistence)
    expect(readExports(text, { maxBytes: 100, now: 1 })).toEqual({ threads: [], skipped: [] })
  })

  test('goes into another list whole', async () => {
    const { persistence } = made()
    for (const id of ['a', 'b']) await persistence.chat(id).save([question(`q${id}`)])
    const { threads } = threadsInHand()
    const { added, skipped } = await threads.importThreads(await exportKept(persistence))
    expect([added.length, skipped]).toEqual([2, []])
  })
})

import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { createKeptChat } from './createKeptChat.ts'
import { createLedger } from './createLedger.ts'
import { createRetention } from './createRetention.ts'
import { frailDisk } from './fixtures/frailDisk.ts'
import { question, runOf, waiting } from './fixtures/said.ts'
import type { KeptChat } from './KeptChat.ts'
import { keysOf } from './keysOf.ts'
import { makeRoom } from './makeRoom.ts'

const dayMs = 86_400_000

function made(retentionDays?: number) {
  const clock = manualClock(100 * dayMs)
  const frail = frailDisk()
  const { disk, records } = frail
  const reports: string[] = []
  const onReport = (reason: string): void => void reports.push(reason)
  const ledger = createLedger({
    disk,
    onTurn: createRetention({ disk, clock, retentionDays, onReport }),
    makeRoom: (keys, count) => makeRoom({ disk, keys, count, onReport }),
  })
  const chatOf = (chatId: string): KeptChat => createKeptChat({ chatId, ledger, clock, onReport })
  const ids = (): readonly string[] =>
    [...records.keys()].filter((key) => key.startsWith('index:')).map((key) => key.slice(6))
  const draft = (chatId: string, savedAt: number): void => {
    records.set(keysOf(chatId).draft, { version: 1, savedAt, draft: { text: 'x', files: [] } })
  }
  return { ...frail, clock, chatOf, ids, draft, reports }
}

describe('conversations that were not written to for long', () => {
  test('go at the first step, all of them, and once a day from then on', async () => {
    const { chatOf, clock, ids, records, reports } = made(30)
    await chatOf('old').save(Array.from({ length: 120 }, (_, at) => question(`m${at}`)))
    await clock.advance(20 * dayMs)
    await chatOf('new').save([question('q')])
    await clock.advance(11 * dayMs)
    const { messages } = await chatOf('old').open(50)
    expect(messages).toEqual([])
    expect(ids()).toEqual(['new'])
    expect([...records.keys()].filter((key) => key.includes(':old'))).toEqual([])
    expect(reports).toEqual(['1 old conversations that are not kept any more'])
    await clock.advance(19 * dayMs)
    await chatOf('new').save([question('q2')])
    await clock.advance(29 * dayMs)
    expect((await chatOf('new').open(50)).messages).toHaveLength(2)
    await clock.advance(2 * dayMs)
    await chatOf('other').open(50)
    expect(ids()).toEqual([])
  })

  test('are looked for once a day by all tabs together', async () => {
    const { chatOf, clock, asked } = made(30)
    await chatOf('c').save([question('q')])
    const before = asked.length
    await clock.advance(dayMs / 2)
    await chatOf('c').open(50)
    expect(asked.slice(before)).toEqual(['read 1'])
  })

  test('stay with what waits to be sent, or was written a little while ago', async () => {
    const { chatOf, clock, ids, draft, records } = made(30)
    for (const id of ['sends', 'draft', 'old draft', 'bare']) await chatOf(id).save([question('q')])
    await chatOf('sends').outbox.add(waiting('w'))
    draft('draft', clock.now() + 20 * dayMs)
    draft('old draft', clock.now())
    draft('alone', clock.now())
    draft('alone, new', clock.now() + 20 * dayMs)
    records.set('draft:without a time', 7)
    await clock.advance(31 * dayMs)
    await chatOf('c').open(50)
    expect(ids()).toEqual(['sends', 'draft'])
    expect([...records.keys()].filter((key) => key.startsWith('draft:'))).toEqual([
      'draft:draft',
      'draft:alone, new',
    ])
  })

  test('stay with what was written to them while they were about to go', async () => {
    const { chatOf, clock, disk, ids, records } = made(30)
    for (const id of ['a', 'b', 'c']) await chatOf(id).save([question('q')])
    await clock.advance(31 * dayMs)
    // Another tab, between the two.
    const { make } = disk
    Object.assign(disk, {
      make: async (...given: Parameters<typeof make>) => {
        if (given[0] === 'write') {
          records.set('outbox:a', { version: 1, entries: [waiting('w')] })
          records.set('about:b', { version: 1, createdAt: 1, updatedAt: clock.now() })
        }
        return await make(...given)
      },
    })
    await chatOf('d').open(50)
    expect(ids()).toEqual(['a', 'b'])
  })

  test('stay where nobody knows when they were written to, and where no days are named (T-40)', async () => {
    const { chatOf, clock, ids, records } = made(30)
    await chatOf('c').save([question('q')])
    records.set('about:c', 'junk')
    await clock.advance(400 * dayMs)
    await chatOf('d').open(50)
    expect(ids()).toEqual(['c'])
    const without = made()
    await without.chatOf('c').save([question('q')])
    await without.clock.advance(4000 * dayMs)
    await without.chatOf('d').open(50)
    expect(without.ids()).toEqual(['c'])
  })

  test('and a clock that was put back and forth does no harm (T-42)', async () => {
    const { chatOf, clock, ids, records } = made(30)
    await chatOf('c').save([question('q')])
    // Written by a clock that was ahead.
    records.set('meta', { version: 1, retainedAt: clock.now() + 1000 * dayMs })
    records.set('about:c', { version: 1, createdAt: 0, updatedAt: clock.now() + 1000 * dayMs })
    await chatOf('old').save([question('q')])
    await clock.advance(31 * dayMs)
    await chatOf('d').open(50)
    expect(ids()).toEqual(['c'])
    expect(records.get('meta')).toEqual({ version: 1, retainedAt: clock.now() })
  })
})

describe('where the disk is full (T-39)', () => {
  async function fullWith(): Promise<ReturnType<typeof made>> {
    const all = made()
    const { chatOf, clock, draft } = all
    for (const id of ['runs', 'sends', 'draft', 'first', 'second', 'third', 'last', 'written']) {
      await chatOf(id).save([question('q')])
      await clock.advance(1000)
    }
    await chatOf('runs').saveRun(runOf('r', 'Hel'))
    await chatOf('sends').outbox.add(waiting('w'))
    draft('draft', 0)
    return all
  }

  test('finished conversations go, the oldest first, until there is room', async () => {
    const { fail, chatOf, disk, ids, records } = await fullWith()
    fail('quota')
    // Room for it comes with the second that goes: one goes at first, then two.
    const { make } = disk
    Object.assign(disk, {
      make: async (...given: Parameters<typeof make>) => {
        if (!records.has('index:second')) fail(undefined)
        return await make(...given)
      },
    })
    await chatOf('written').save([question('new')])
    expect(ids()).toEqual(['runs', 'sends', 'draft', 'last', 'written'])
    expect((await chatOf('written').open(50)).messages).toHaveLength(2)
    expect(records.get('page:written:0')).toMatchObject({ messages: [{}, {}] })
  })

  test('what is being written, or waits, never goes; what is said then is in memory', async () => {
    const { fail, chatOf, ids, records } = await fullWith()
    fail('quota')
    await chatOf('written').save([question('new')])
    expect(ids()).toEqual(['runs', 'sends', 'draft', 'written'])
    expect((await chatOf('written').open(50)).messages).toHaveLength(2)
    expect(records.get('page:written:0')).toMatchObject({ messages: [{}] })
    fail(undefined)
    await chatOf('runs').saveRun(runOf('r', 'Hello', { after: 1 }))
    expect(records.get('page:written:0')).toMatchObject({ messages: [{}, {}] })
  })
})

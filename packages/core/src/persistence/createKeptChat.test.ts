import { type Message, withFacts } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { createKeptChat } from './createKeptChat.ts'
import { createLedger } from './createLedger.ts'
import { cutDisk } from './fixtures/cutDisk.ts'
import { answer, question, runOf, waiting } from './fixtures/said.ts'
import type { KeptChat } from './KeptChat.ts'
import { memoryDisk } from './memoryDisk.ts'
import type { Disk } from './Disk.ts'

function made(records = new Map<string, unknown>(), disk: Disk = memoryDisk(records)) {
  const clock = manualClock(1000)
  const reports: string[] = []
  const ledger = createLedger({ disk })
  const onReport = (reason: string): void => void reports.push(reason)
  const chatOf = (chatId: string): KeptChat => createKeptChat({ chatId, ledger, clock, onReport })
  return { chat: chatOf('c'), chatOf, clock, ledger, records, reports }
}

/** All of it, from the newest page to the oldest. */
async function walked(chat: KeptChat, limit: number): Promise<readonly Message[]> {
  let { messages, more } = (await chat.open(limit)) as {
    messages: readonly Message[]
    more: boolean
  }
  let all = messages
  while (more && messages[0] !== undefined) {
    ;({ messages, more } = await chat.page({ before: messages[0].id, limit }))
    all = [...messages, ...all]
  }
  return all
}

/** A conversation as a plain list. */
function savedIn(all: readonly Message[], messages: readonly Message[]): readonly Message[] {
  const byId = new Map(all.map((message) => [message.id, message]))
  for (const message of messages) byId.set(message.id, message)
  return [...byId.values()]
}

describe('what is said', () => {
  test('is what a plain list has of it: 200 conversations, seeded', async () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seededRandom(seed)
      const upTo = (most: number): number => Math.floor(random() * most)
      const { chat, records } = made()
      let all: readonly Message[] = []
      let count = 0
      const fresh = (): Message => question(`m${count++}`, 'x'.repeat(upTo(20) === 0 ? 600_000 : 9))
      const some = (): readonly Message[] => all.filter(() => random() < 0.1)
      for (let turn = 0; turn < 12; turn++) {
        const kind = random()
        if (kind < 0.6) {
          const changed = some().map((message) => withFacts(message, { rating: 'up' }))
          const added = Array.from({ length: upTo(40) }, fresh)
          const messages = [...added, ...changed]
          await chat.save(messages)
          all = savedIn(all, messages)
        } else if (kind < 0.7) {
          const gone = new Set(some().map(({ id }) => id))
          await chat.drop([...gone])
          all = all.filter(({ id }) => !gone.has(id))
        } else if (kind < 0.75) {
          all = [...some(), ...Array.from({ length: upTo(120) }, fresh)]
          await chat.replace(all)
        } else if (all[0] !== undefined) {
          // Somewhere in it is a page that only another place has.
          const at = random() < 0.7 ? 0 : upTo(all.length)
          const messages = Array.from({ length: upTo(60) }, fresh)
          await chat.merge({ messages, more: false }, all[at]?.id)
          all = all.toSpliced(at, 0, ...messages)
        }
        expect(await walked(chat, 1 + upTo(70)), `seed ${seed}, turn ${turn}`).toEqual(all)
      }
      const pages = [...records].filter(([key]) => key.startsWith('page:'))
      const sizes = pages.map(([, page]) => (page as { messages: Message[] }).messages.length)
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(50)
      expect(sizes.every((size) => size > 0)).toBe(true)
    }
  })

  test('comes from as many pages as are asked for, and not from all of them (T-46)', async () => {
    const asked: string[] = []
    const records = new Map<string, unknown>()
    const inner = memoryDisk(records)
    const { chat } = made(records, {
      ...inner,
      make: (mode, step, before) =>
        inner.make(
          mode,
          (known) => {
            const next = step(known)
            if ('needs' in next) asked.push(...next.needs)
            return next
          },
          before,
        ),
    })
    await chat.save(Array.from({ length: 1010 }, (_, at) => question(`m${at}`)))
    asked.length = 0
    const { messages, more } = await chat.open(50)
    expect([messages[0]?.id, messages.at(-1)?.id, messages.length, more]).toEqual([
      'm960',
      'm1009',
      50,
      true,
    ])
    expect(asked).toEqual(['index:c', 'run:c', 'outbox:c', 'page:c:19', 'page:c:20'])
    asked.length = 0
    await chat.page({ before: 'm500', limit: 50 })
    expect(asked).toEqual(['index:c', 'page:c:9'])
  })

  test('is another conversation’s under another id, whatever that is called', async () => {
    const { chatOf } = made()
    const ids = ['a', 'a:1', 'a%3A1', 'a:', '', '__proto__', '\ud83d', 'page', 'x/../y', 'about:a']
    for (const id of ids) await chatOf(id).save([question(`of ${id}`)])
    await chatOf('a').remove()
    for (const id of ids) {
      const { messages } = await chatOf(id).open(50)
      expect(messages.map((message) => message.id)).toEqual(id === 'a' ? [] : [`of ${id}`])
    }
  })

  test('of which the beginning is not here, says that there was something before it', async () => {
    const { chat } = made()
    await chat.save([withFacts(question('q'), { parentId: 'before' })])
    expect((await chat.open(50)).more).toBe(true)
    expect(await chat.page({ before: 'q', limit: 50 })).toEqual({ messages: [], more: true })
    expect(await chat.page({ before: 'nobody', limit: 50 })).toEqual({ messages: [], more: true })
    await chat.merge({ messages: [question('before')], more: false }, 'q')
    expect((await chat.open(50)).more).toBe(false)
  })
})

describe('an answer that is being written', () => {
  test('is kept beside the pages, and goes into them at its end', async () => {
    const { chat, records } = made()
    await chat.save([question('q')])
    await chat.saveRun(runOf('r', 'Hel', { after: 3 }))
    const begun = await chat.open(50)
    expect(begun.run).toEqual(runOf('r', 'Hel', { after: 3 }))
    expect(begun.messages).toEqual([question('q')])
    await chat.endRun('r', answer('a', 'Hello'))
    const { run, messages } = await chat.open(50)
    expect([run, messages]).toEqual([undefined, [question('q'), answer('a', 'Hello')]])
    expect(records.has('run:c')).toBe(false)
  })

  test('gives way to more of itself and to one that was begun later, not to less or an older one', async () => {
    const { chat } = made()
    const text = async (): Promise<unknown> => (await chat.open(50)).run
    await chat.saveRun(runOf('r', '', { streamId: undefined }))
    await chat.saveRun(runOf('r', ''))
    expect(await text()).toEqual(runOf('r', ''))
    await chat.saveRun(runOf('r', 'Hello', { after: 9 }))
    await chat.saveRun(runOf('r', 'Hel', { after: 3 }))
    await chat.saveRun(runOf('older', 'Old', { after: 99, startedAt: 1 }))
    expect(await text()).toEqual(runOf('r', 'Hello', { after: 9 }))
    // Its name is not forgotten by a tab that does not know it.
    await chat.saveRun(runOf('r', 'Hello', { after: 10, streamId: undefined }))
    expect(await text()).toEqual(runOf('r', 'Hello', { after: 10 }))
    await chat.saveRun(runOf('later', 'New', { startedAt: 99, messageId: 'b' }))
    expect(await text()).toEqual(runOf('later', 'New', { startedAt: 99, messageId: 'b' }))
  })

  test('that nobody ended stays as far as it came when another one takes its place', async () => {
    const { chat } = made()
    await chat.save([question('q')])
    await chat.saveRun(runOf('r', 'Hel', { after: 3 }))
    await chat.outbox.accept(
      'q2',
      question('q2'),
      runOf('later', '', { startedAt: 99, messageId: 'b' }),
    )
    const { messages } = await chat.open(50)
    expect(messages).toEqual([
      question('q'),
      withFacts(answer('a', 'Hel'), { status: 'interrupted' }),
      question('q2'),
    ])
  })

  test('of another run ends nothing but itself', async () => {
    const { chat } = made()
    await chat.saveRun(runOf('r', 'Hel', { after: 3 }))
    await chat.endRun('other', undefined)
    await chat.endRun('other', answer('b', 'Other'))
    const { run, messages } = await chat.open(50)
    expect([run?.runId, messages]).toEqual(['r', [answer('b', 'Other')]])
  })

  test('goes when its message is taken out', async () => {
    const { chat } = made()
    await chat.saveRun(runOf('r', 'Hel'))
    await chat.drop(['a'])
    expect((await chat.open(50)).run).toBeUndefined()
  })
})

describe('what waits to be sent', () => {
  test('is in the order in which it was written, changed in its place, and gone once it is out', async () => {
    const { chat, records } = made()
    const { outbox } = chat
    await outbox.add(waiting('one'))
    await outbox.add(waiting('two'))
    const refused = {
      ...waiting('one'),
      refused: { code: 'too_large', message: 'x', retryable: false },
    } as const
    expect(await outbox.change(refused)).toBe(true)
    expect(await outbox.change(waiting('none'))).toBe(false)
    await outbox.add(waiting('two'))
    expect(await outbox.list()).toEqual([refused, waiting('two')])
    expect((await chat.open(50)).outbox).toEqual([refused, waiting('two')])
    expect(await outbox.remove('one')).toBe(true)
    expect(await outbox.remove('one')).toBe(false)
    await outbox.accept('two', question('two'), runOf('r', ''))
    const { messages, run, outbox: left } = await chat.open(50)
    expect([messages, run, left]).toEqual([[question('two')], runOf('r', ''), []])
    expect(records.has('outbox:c')).toBe(false)
  })

  test('and was taken out by another tab is a message all the same', async () => {
    const { chat } = made()
    await chat.outbox.accept('gone', question('gone'), undefined)
    expect((await chat.open(50)).messages).toEqual([question('gone')])
  })
})

test('a machine that stops between two writes leaves what was before or after each call (T-38)', async () => {
  const calls: readonly ((chat: KeptChat) => Promise<unknown>)[] = [
    (chat) => chat.save(Array.from({ length: 49 }, (_, at) => question(`m${at}`))),
    (chat) => chat.outbox.add(waiting('q')),
    (chat) => chat.outbox.accept('q', question('q'), runOf('r', '')),
    (chat) => chat.saveRun(runOf('r', 'Hel', { after: 3 })),
    (chat) => chat.endRun('r', answer('a', 'Hello')),
    (chat) => chat.merge({ messages: [question('old')], more: false }, 'm0'),
    (chat) => chat.drop(['m1', 'm48', 'a']),
    (chat) => chat.saveRun(runOf('s', 'Left', { startedAt: 50, messageId: 'b' })),
    (chat) =>
      chat.outbox.accept('p', question('p'), runOf('t', '', { startedAt: 60, messageId: 'd' })),
    (chat) => chat.replace([question('only')]),
    (chat) => chat.remove(),
  ]
  const stateOf = async (records: Map<string, unknown>): Promise<string> =>
    JSON.stringify(await made(structuredClone(records)).chat.open(Infinity))
  const whole = made()
  const states = [await stateOf(whole.records)]
  for (const call of calls) {
    await call(whole.chat)
    states.push(await stateOf(whole.records))
  }
  for (let writes = 0; writes <= calls.length; writes++) {
    const records = new Map<string, unknown>()
    const { chat } = made(records, cutDisk(records, writes))
    for (const call of calls.slice(0, writes)) await call(chat)
    if (writes < calls.length) void calls[writes]?.(chat)
    await Promise.resolve()
    expect(await stateOf(records), `${writes} writes`).toBe(states[writes])
  }
})

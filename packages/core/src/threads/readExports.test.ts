import type { Message } from '@millrace/protocol'
import { seededRandom, randomChunks } from '@millrace/protocol/testing'
import { assemble, startAssembly } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { threadsInHand } from './fixtures/threadsInHand.ts'
import { memoryThreads } from './memoryThreads.ts'
import { type ExportReading, readExports } from './readExports.ts'
import type { StoredThread } from './Thread.ts'
import { threadToJson } from './threadToJson.ts'

const now = 5000
const bounds = { maxBytes: 1_000_000, now }

const question: Message = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'How far?' }] }

function exported(change: object = {}): object {
  return { millrace: 'thread', version: 1, thread: {}, messages: [question], ...change }
}

function read(value: unknown): ExportReading {
  return readExports(typeof value === 'string' ? value : JSON.stringify(value), bounds)
}

function codes({ skipped }: ExportReading): readonly string[] {
  return skipped.map(({ code, index }) => (index === undefined ? code : `${index} ${code}`))
}

const strings = [
  '',
  'é😀',
  '\u0000\u001f',
  '\ud83d',
  '</script>',
  '```',
  '__proto__',
  '\u202e',
  '"\\',
]

function randomThread(random: () => number): { thread: StoredThread; messages: Message[] } {
  const text = (): string => strings[Math.floor(random() * strings.length)] ?? ''
  const messages = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, at): Message => {
    const id = `m${at}${text()}`
    if (random() < 0.5) return { id, role: 'user', parts: [{ type: 'text', text: text() }] }
    const blank: Message = { id, role: 'assistant', parts: [] }
    const { message } = assemble(startAssembly(blank), randomChunks(random))
    return {
      ...message,
      id,
      metadata: { ...(message.metadata as object), own: [text(), null, 1.5] },
    }
  })
  const createdAt = Math.floor(random() * 1000)
  const title = random() < 0.5 ? { title: `Title ${createdAt}` } : {}
  const renamed = 'title' in title && random() < 0.5
  const updatedAt = createdAt + Math.floor(random() * 1000)
  const thread = { id: 'exported', renamed, pinned: random() < 0.5, createdAt, updatedAt, ...title }
  return { thread, messages }
}

test('what is written is read as it was, 300 threads, seeded', () => {
  const random = seededRandom(11)
  for (let turn = 0; turn < 300; turn++) {
    const { thread, messages } = randomThread(random)
    const text = threadToJson(thread, messages)
    // Undefined is no value of JSON.
    const whole = JSON.parse(JSON.stringify(messages)) as Message[]
    expect(readExports(text, bounds)).toEqual({
      threads: [{ index: 0, thread, messages: whole }],
      skipped: [],
    })
  }
})

test('a thread goes from one list to another and is the same, its versions too', async () => {
  const from = threadsInHand()
  const id = from.threads.create()
  await from.turn(id, 'How far?', 'As far as `a`.')
  const chat = from.threads.chatOf(id)
  from.script(id).nextStreamId('another')
  const again = chat.regenerate()
  await from
    .script(id)
    .accept(
      { type: 'start', messageId: 'other' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Three kilometres.' },
      { type: 'finish', finishReason: 'stop' },
    )
  await from.script(id).close()
  from.frames.all()
  await again
  from.threads.pin(id, true)
  const text = await from.threads.exportThread(id, 'json')

  const to = threadsInHand()
  expect(await to.threads.importThreads(`[${text},${text}]`)).toEqual({
    added: ['id-1', 'id-2'],
    skipped: [],
  })
  const [thread] = to.threads.getState().threads
  expect(thread).toMatchObject({ title: 'How far?', pinned: true, renamed: false, run: 'idle' })
  const copy = to.threads.chatOf('id-1')
  await copy.loadEarlier()
  const partsOf = (messages: readonly Message[]) => messages.map(({ id, parts }) => [id, parts])
  expect(partsOf(copy.getState().messages)).toEqual(partsOf(chat.getState().messages))
  expect([...copy.getState().forks.values()].map(({ ways }) => ways.length)).toEqual([2])
  const back = await to.threads.exportThread('id-1', 'json')
  expect(JSON.parse(back)).toEqual({
    ...(JSON.parse(text) as object),
    thread: { ...thread, id: 'id-1', run: undefined, unread: undefined },
  })
})

describe('what is no export of ours is left out and told', () => {
  test.each([
    ['no JSON', '{"a":', ['not_json']],
    ['nothing', '', ['not_json']],
    ['a number', '1', ['0 not_a_thread']],
    ['null', 'null', ['0 not_a_thread']],
    ['another file', '{"messages":[]}', ['0 not_a_thread']],
    ['messages that are no list', exported({ messages: {} }), ['0 not_a_thread']],
    ['a later version', exported({ version: 2 }), ['0 unknown_version']],
    ['no message', exported({ messages: [] }), ['0 no_messages']],
    [
      'no message that can be used',
      exported({ messages: [1] }),
      ['0 bad_message', '0 no_messages'],
    ],
    [
      'some of a list',
      [1, exported(), exported({ version: '1' })],
      ['0 not_a_thread', '2 unknown_version'],
    ],
  ])('%s', (_, value, expected) => {
    expect(codes(read(value))).toEqual(expected)
  })

  test('messages and parts that cannot be used, while the rest is added', () => {
    const messages = [
      null,
      { id: '', role: 'user', parts: [] },
      { id: 'x', role: 'tool', parts: [] },
      { id: 'y', role: 'user', parts: 'text' },
      question,
      { ...question, parts: [{ type: 'text', text: 'Overwritten' }] },
      {
        id: 'z',
        role: 'assistant',
        parts: [null, { text: 'no type' }, { type: 'text', text: 'Far.' }],
      },
    ]
    const { threads, skipped } = read(exported({ messages }))
    expect(threads[0]?.messages).toEqual([
      question,
      { id: 'z', role: 'assistant', parts: [{ type: 'text', text: 'Far.' }] },
    ])
    expect(skipped.map(({ code }) => code)).toEqual(Array(6).fill('bad_message'))
  })

  test('what is larger than is read, deeper than is handed on, or too many (T-53)', () => {
    expect(codes(readExports(' '.repeat(101), { maxBytes: 100, now }))).toEqual(['too_large'])
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
    const text = JSON.stringify(exported()).replace('"thread":{}', `"thread":${deep}`)
    expect(codes(read(text))).toEqual(['0 too_deep'])
    const many = read(Array(1001).fill(exported()))
    expect(many.threads).toHaveLength(1000)
    expect(codes(many)).toEqual(['too_many'])
    const bad = read(exported({ messages: Array(50_000).fill(0) }))
    expect(bad.skipped).toHaveLength(1000)
  })

  test('nothing gets into the prototype of anything (T-70)', () => {
    const text = `{"millrace":"thread","version":1,"__proto__":{"a":1},
      "thread":{"title":"x","updatedAt":1,"__proto__":{"pinned":true}},
      "messages":[{"id":"__proto__","role":"user","__proto__":{"polluted":true},
        "parts":[{"type":"text","text":"Hi","constructor":{"prototype":{"polluted":true}}}],
        "metadata":{"__proto__":{"polluted":true},"millrace":{"__proto__":{"pinned":true}}}}]}`
    const { threads, skipped } = readExports(text, bounds)
    expect(skipped).toEqual([])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(threads[0]?.thread.pinned).toBe(false)
    const [message] = threads[0]?.messages ?? []
    expect(message?.id).toBe('__proto__')
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype)
    expect(Object.hasOwn(message ?? {}, '__proto__')).toBe(false)
    expect(JSON.stringify(message)).not.toContain('__proto__":')
    expect(JSON.stringify(message)).toContain('"constructor"')
  })

  test('titles and times are checked, and nothing was said later than now (T-55)', () => {
    const facts = (thread: unknown): unknown => read(exported({ thread })).threads[0]?.thread
    const id = 'exported'
    expect(facts({ id: 'mine', title: '\u202ex\n', renamed: true, updatedAt: 9e9 })).toEqual({
      id,
      title: 'x',
      renamed: true,
      pinned: false,
      createdAt: now,
      updatedAt: now,
    })
    expect(facts({ title: 7, pinned: 1, updatedAt: 'x' })).toEqual({
      id,
      renamed: false,
      pinned: false,
      createdAt: now,
      updatedAt: now,
    })
    expect(facts(null)).toMatchObject({ id, createdAt: now })
  })
})

test('an import never takes the place of a thread that is there, whatever its id', async () => {
  const hand = threadsInHand()
  const id = hand.threads.create()
  await hand.turn(id, 'Mine')
  const text = JSON.stringify(exported({ thread: { id, title: 'Theirs', updatedAt: 1 } }))
  const { added } = await hand.threads.importThreads(text)
  expect(added).toHaveLength(1)
  expect(added).not.toContain(id)
  expect(hand.threads.getState().threads.map(({ title }) => title)).toEqual(['Mine', 'Theirs'])
  expect(hand.threads.chatOf(id).getState().messages).toHaveLength(2)
})

test('where a storage keeps no messages nothing is imported, and what it does not take is told', async () => {
  const { list, save, remove, ...rest } = memoryThreads()
  const text = JSON.stringify(exported())
  const without = threadsInHand({ storage: { list, save, remove } })
  const outcome = await without.threads.importThreads(text)
  expect(outcome.skipped).toMatchObject([{ code: 'not_supported' }])
  const full = threadsInHand({
    storage: { list, save, remove, ...rest, saveMessages: () => Promise.reject(new Error('full')) },
  })
  expect(await full.threads.importThreads(text)).toMatchObject({
    added: [],
    skipped: [{ code: 'not_saved', index: 0 }],
  })
  expect(full.threads.getState().threads).toEqual([])
})

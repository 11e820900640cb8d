import {
  assemble,
  type Chunk,
  emptyPartialJson,
  type Message,
  startAssembly,
  withFacts,
} from '@millrace/protocol'
import { manualClock, randomChunks, seededRandom } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { createKeptChat } from './createKeptChat.ts'
import { createLedger } from './createLedger.ts'
import { answer, question, runOf, waiting } from './fixtures/said.ts'
import type { KeptChat } from './KeptChat.ts'
import { unreadable } from './Ledger.ts'
import { memoryDisk } from './memoryDisk.ts'
import { readRun } from './readKept.ts'

/** 120 messages in three pages, an answer that is being written, and two questions that wait. */
async function kept(): Promise<{
  readonly chat: KeptChat
  readonly records: Map<string, unknown>
  readonly reports: string[]
}> {
  const records = new Map<string, unknown>()
  const reports: string[] = []
  const chat = createKeptChat({
    chatId: 'c',
    ledger: createLedger({ disk: memoryDisk(records) }),
    clock: manualClock(),
    onReport: (reason) => void reports.push(reason),
  })
  await chat.save(Array.from({ length: 120 }, (_, at) => question(`m${at}`)))
  await chat.saveRun(runOf('r', 'Hel', { after: 3 }))
  await chat.outbox.add(waiting('one'))
  await chat.outbox.add(waiting('two'))
  return { chat, records, reports }
}

const junk: readonly unknown[] = [
  unreadable,
  null,
  0,
  'text',
  [],
  {},
  { version: 1 },
  { version: 2, messages: [], pages: [], entries: [] },
  { version: 1, messages: 'x', pages: 'x', entries: 'x' },
  { version: 1, messages: [null], pages: [null], entries: [null] },
  { version: 1, pages: [{ no: 'x', ids: [] }] },
  {
    version: 1,
    pages: [
      { no: 1, ids: [] },
      { no: 1, ids: [] },
    ],
  },
]

describe('a record that cannot be read costs no other (T-40)', () => {
  test.each(junk)('a page that is junk %#', async (value) => {
    const { chat, records, reports } = await kept()
    records.set('page:c:1', value)
    const { messages } = await chat.open(Infinity)
    expect(messages).toHaveLength(70)
    expect(reports.length).toBeGreaterThan(0)
    expect((await chat.page({ before: 'm100', limit: 20 })).messages.at(0)?.id).toBe('m30')
    // What comes again takes its place.
    await chat.save([question('m60', 'Again')])
    const again = await chat.open(Infinity)
    expect(again.messages.map(({ id }) => id).slice(49, 52)).toEqual(['m49', 'm60', 'm100'])
  })

  test.each(junk)(
    'an index that is junk %# is put together again from the pages',
    async (value) => {
      const { chat, records, reports } = await kept()
      // This one is an index in which nothing is.
      const isEmpty = JSON.stringify(value) === '{"version":1,"pages":[null]}'
      records.set('index:c', value)
      const { messages, run, outbox } = await chat.open(Infinity)
      expect(messages.map(({ id }) => id)).toEqual(
        isEmpty ? [] : Array.from({ length: 120 }, (_, at) => `m${at}`),
      )
      expect([run?.runId, outbox.length]).toEqual(['r', 2])
      expect(reports).toEqual(['an index of messages that cannot be read: index:c'])
      await chat.save([question('new')])
      expect((await chat.open(1)).messages).toEqual([question('new')])
      expect((await chat.open(Infinity)).messages).toHaveLength(121)
    },
  )

  test.each(junk)('an outbox that is junk %#', async (value) => {
    const { chat, records } = await kept()
    records.set('outbox:c', value)
    expect((await chat.open(50)).outbox).toEqual([])
    await chat.outbox.add(waiting('three'))
    expect(await chat.outbox.list()).toEqual([waiting('three')])
  })

  test.each(junk)('what is said of a conversation is junk %#', async (value) => {
    const { chat, records } = await kept()
    records.set('about:c', value)
    await chat.save([question('new')])
    expect(records.get('about:c')).toEqual({ version: 1, createdAt: 0, updatedAt: 0 })
  })

  test.each(junk)('a run that is junk %# goes', async (value) => {
    const { chat, records } = await kept()
    records.set('run:c', value)
    expect((await chat.open(50)).run).toBeUndefined()
    expect(records.has('run:c')).toBe(false)
  })
})

describe('messages and questions are read as far as they can be (T-40, T-53)', () => {
  test('a message, a part, and a question', async () => {
    const { chat, records, reports } = await kept()
    const bad = [
      null,
      { id: '', role: 'user', parts: [] },
      { id: 'm101', role: 'tool', parts: [] },
      { id: 'm102', role: 'user', parts: {} },
      { ...question('m103'), parts: [null, { text: 'x' }, { type: 'text', text: 'Kept' }] },
      question('m104'),
      question('m104', 'Twice'),
    ]
    records.set('page:c:2', { version: 1, messages: bad })
    const { messages } = await chat.open(2)
    expect(messages).toEqual([question('m103', 'Kept'), question('m104')])
    expect(reports).toHaveLength(5)
    const entries = [
      { ...waiting('a'), createdAt: 'x' },
      { ...waiting('a'), runId: '' },
      { ...waiting('a'), message: { parts: [] } },
      { ...waiting('a'), message: { parts: [{ type: 7 }] } },
      { ...waiting('a'), refused: 'no', body: 7, odd: 1 },
    ]
    records.set('outbox:c', { version: 1, entries })
    expect((await chat.open(50)).outbox).toEqual([waiting('a')])
  })

  test('names of prototypes are names (T-70)', async () => {
    const { chat } = await kept()
    const names = ['__proto__', 'constructor', 'toString']
    const metadata = JSON.parse(
      '{"__proto__":{"polluted":1},"millrace":{"__proto__":{"a":1}}}',
    ) as unknown
    const messages = names.map((id) => ({ ...question(id), metadata }))
    await chat.save(messages)
    await chat.drop(['constructor'])
    const { messages: read } = await chat.open(2)
    expect(read.map(({ id }) => id)).toEqual(['__proto__', 'toString'])
    expect(Object.getPrototypeOf(read[0])).toBe(Object.prototype)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('an answer that cannot go on', () => {
  const good = runOf('r', 'Hel', { after: 3 })
  const { assembly } = good
  test.each<readonly [string, unknown]>([
    ['without a number', { ...good, after: '3' }],
    ['with a number that is none', { ...good, after: Number.NaN }],
    ['of before its beginning', { ...good, after: -2 }],
    ['without a time', { ...good, startedAt: Infinity }],
    ['without a name', { ...good, runId: '' }],
    ['of a stream that is no name', { ...good, streamId: 7 }],
    ['that does not say what was called', { ...good, called: undefined }],
    ['of another version', { ...good, version: 2 }],
    ['without its open parts', { ...good, assembly: { ...assembly, open: undefined } }],
    [
      'whose open part is not there',
      { ...good, assembly: { ...assembly, open: [{ kind: 'text', id: '0', index: 1 }] } },
    ],
    [
      'whose open part is another',
      { ...good, assembly: { ...assembly, open: [{ kind: 'reasoning', id: '0', index: 0 }] } },
    ],
    [
      'whose open part is of the prototype',
      { ...good, assembly: { ...assembly, open: [{ kind: 'text', id: '0', index: 'at' }] } },
    ],
    [
      'with inputs that are none',
      { ...good, assembly: { ...assembly, inputs: [{ toolCallId: 1 }] } },
    ],
    ['that may have ended', { ...good, assembly: { ...assembly, finished: 'no' } }],
    ['with a reason that is none', { ...good, assembly: { ...assembly, finishReason: 'tired' } }],
    [
      'with a part that is none before it',
      {
        ...good,
        assembly: {
          ...assembly,
          message: { ...assembly.message, parts: [null, ...assembly.message.parts] },
        },
      },
    ],
  ])('%s stays as far as it came (T-40)', async (_, stored) => {
    const { chat, records, reports } = await kept()
    records.set('run:c', { version: 1, ...(stored as object) })
    const { run, messages } = await chat.open(1)
    expect(run).toBeUndefined()
    expect(messages).toEqual([withFacts(answer('a', 'Hel'), { status: 'interrupted' })])
    expect(records.has('run:c')).toBe(false)
    expect(reports).toContain('an answer that was being written, and cannot go on')
  })

  test('where there is nothing of it leaves no message', async () => {
    const { chat, records } = await kept()
    records.set('run:c', { ...runOf('r', ''), version: 1, after: 'x' })
    expect((await chat.open(1)).messages).toEqual([question('m119')])
  })
})

test('an answer that was cut anywhere goes on as if it had not been, 100 answers, seeded', () => {
  const blank: Message = { id: 'm', role: 'assistant', parts: [] }
  for (let seed = 0; seed < 100; seed++) {
    const random = seededRandom(seed)
    const chunks: readonly Chunk[] = randomChunks(random)
    const at = Math.floor(random() * chunks.length)
    const half = assemble(startAssembly(blank), chunks.slice(0, at))
    const stored = structuredClone({ ...runOf('r', ''), version: 1, assembly: half })
    const { run } = readRun(stored)
    const whole = assemble(startAssembly(blank), chunks)
    const resumed = run && assemble(run.assembly, chunks.slice(at))
    expect(resumed, `seed ${seed}, cut at ${at}`).toEqual(whole)
  }
})

test('of an input that is being written only its text is believed (T-40)', () => {
  const chunks: readonly Chunk[] = [
    { type: 'tool-input-start', toolCallId: 'c', toolName: 't', title: 'T' },
    { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{"a":[1,' },
  ]
  const blank: Message = { id: 'm', role: 'assistant', parts: [] }
  const half = assemble(startAssembly(blank), chunks)
  const hostile = {
    ...half,
    inputs: half.inputs.map((input) => ({
      ...input,
      json: { ...emptyPartialJson(), stack: [{ kind: 'object' }], value: 'x' },
      dynamic: 'yes',
      providerMetadata: 'x',
    })),
  }
  const { run } = readRun({ ...runOf('r', ''), version: 1, assembly: hostile })
  const { inputs } = half
  expect(run?.assembly.inputs.map(({ json }) => json)).toEqual(inputs.map(({ json }) => json))
  expect(run?.assembly.inputs[0]).not.toHaveProperty('dynamic')
})

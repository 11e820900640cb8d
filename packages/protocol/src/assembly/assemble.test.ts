import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai'
import { describe, expect, test } from 'vitest'
import type { Chunk } from '../message/Chunk.ts'
import type { Message } from '../message/Message.ts'
import { textOf } from '../message/textOf.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { randomChunks } from '../testing/randomChunks.ts'
import { assemble, startAssembly } from './assemble.ts'

const blank: Message = { id: 'm', role: 'assistant', parts: [] }

function fold(chunks: readonly Chunk[]): Message {
  return assemble(startAssembly(blank), chunks).message
}

/** What the AI SDK's own reader makes of the same chunks. */
async function theirs(chunks: readonly Chunk[]): Promise<UIMessage> {
  let last: UIMessage = { id: 'm', role: 'assistant', parts: [] }
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(structuredClone(chunk) as UIMessageChunk)
      controller.close()
    },
  })
  for await (const message of readUIMessageStream({
    message: structuredClone(last),
    stream,
    terminateOnError: true,
  })) {
    last = message
  }
  return last
}

/** Stored and sent as JSON, where an absent key and an undefined one are the same. */
function json(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

const text: readonly Chunk[] = [
  { type: 'start', messageId: 'answer', messageMetadata: { millrace: { model: 'x' } } },
  { type: 'start-step' },
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: 'Hello' },
  { type: 'text-delta', id: '0', delta: ' world' },
  { type: 'text-end', id: '0' },
  { type: 'finish-step' },
  {
    type: 'finish',
    finishReason: 'stop',
    messageMetadata: { millrace: { usage: { inputTokens: 1 } } },
  },
]

test('puts a text answer together and merges its metadata', () => {
  expect(fold(text)).toEqual({
    id: 'answer',
    role: 'assistant',
    parts: [{ type: 'step-start' }, { type: 'text', text: 'Hello world', state: 'done' }],
    metadata: { millrace: { model: 'x', usage: { inputTokens: 1 } } },
  })
})

test('keeps the identity of what did not change', () => {
  const before = assemble(startAssembly(blank), [
    { type: 'text-start', id: 'a' },
    { type: 'text-delta', id: 'a', delta: 'one' },
    { type: 'text-end', id: 'a' },
    { type: 'text-start', id: 'b' },
  ])
  const after = assemble(before, [{ type: 'text-delta', id: 'b', delta: 'two' }])
  expect(after.message.parts[0]).toBe(before.message.parts[0])
  expect(after.message.parts[1]).not.toBe(before.message.parts[1])
  expect(assemble(after, [])).toBe(after)
  expect(assemble(after, [{ type: 'abort' }])).toBe(after)
})

test('never changes a message that it handed out', () => {
  let assembly = startAssembly(blank)
  const seen: [Message, string][] = []
  for (const chunk of randomChunks(seededRandom(7))) {
    assembly = assemble(assembly, [chunk])
    seen.push([assembly.message, JSON.stringify(assembly.message)])
  }
  for (const [message, before] of seen) expect(JSON.stringify(message)).toBe(before)
})

test('gives the same message one chunk at a time and all at once', () => {
  for (let seed = 0; seed < 200; seed++) {
    const chunks = randomChunks(seededRandom(seed))
    const one = chunks.reduce(
      (assembly, chunk) => assemble(assembly, [chunk]),
      startAssembly(blank),
    )
    expect(one.message).toEqual(fold(chunks))
  }
})

test("equals what the AI SDK's reader makes of legal streams", async () => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 300 : 2000
  for (let seed = 0; seed < rounds; seed++) {
    const chunks = randomChunks(seededRandom(seed))
    expect(json(fold(chunks)), `seed ${seed}`).toEqual(json(await theirs(chunks)))
  }
})

describe('streams that do not fit keep their text', () => {
  const say = (...chunks: readonly Chunk[]): string => textOf(fold(chunks))
  const start = { type: 'text-start', id: '0' } as const
  const hello = { type: 'text-delta', id: '0', delta: 'Hello' } as const
  const world = { type: 'text-delta', id: '0', delta: ' world' } as const
  const end = { type: 'text-end', id: '0' } as const

  test('a delta without a start opens its block', () => {
    expect(say(hello, world)).toBe('Hello world')
  })

  test('a start that is repeated leaves no empty part', () => {
    const message = fold([start, start, hello, world])
    expect(message.parts).toEqual([{ type: 'text', text: 'Hello world', state: 'streaming' }])
  })

  test('a delta after the end goes on in the same part', () => {
    const { message, problems } = assemble(startAssembly(blank), [start, hello, end, world])
    expect(message.parts).toEqual([{ type: 'text', text: 'Hello world', state: 'streaming' }])
    expect(problems).toEqual(['text-delta for a block that is not open'])
  })

  test('outputs and approvals of unknown calls are left out and reported', () => {
    const { message, problems } = assemble(startAssembly(blank), [
      { type: 'tool-output-available', toolCallId: 'none', output: 1 },
      { type: 'tool-approval-response', approvalId: 'none', approved: true },
      { type: 'tool-input-delta', toolCallId: 'none', inputTextDelta: '{' },
    ])
    expect(message).toBe(blank)
    expect(problems).toHaveLength(3)
  })
})

test('metadata cannot reach a prototype (T-70)', () => {
  fold([{ type: 'start', messageMetadata: JSON.parse('{"__proto__":{"polluted":1}}') as unknown }])
  fold([
    { type: 'start', messageMetadata: { a: 1 } },
    { type: 'finish', messageMetadata: JSON.parse('{"__proto__":{"polluted":1}}') as unknown },
  ])
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})

test('an emoji whose halves come in two deltas is whole in the message (T-08)', () => {
  const halves: readonly Chunk[] = [
    { type: 'text-delta', id: '0', delta: 'ok \ud83d' },
    { type: 'text-delta', id: '0', delta: '\ude00' },
  ]
  expect(textOf(fold(halves))).toBe('ok 😀')
})

test('an input of many rows is read once per batch, whatever its pieces', () => {
  const start: Chunk = { type: 'tool-input-start', toolCallId: 'c', toolName: 't' }
  const pieces = ['{"rows":[', ...Array.from({ length: 6000 }, (_, row) => `{"n":${row}},`)]
  const deltas = pieces.map((inputTextDelta): Chunk => ({
    type: 'tool-input-delta',
    toolCallId: 'c',
    inputTextDelta,
  }))
  const [part] = fold([start, ...deltas]).parts
  expect(part).toMatchObject({ state: 'input-streaming', rawInput: pieces.join('') })
  expect((part as { input: { rows: unknown[] } }).input.rows).toHaveLength(6000)
})

test('a block may be called __proto__ (T-70)', () => {
  expect(textOf(fold([{ type: 'text-delta', id: '__proto__', delta: 'x' }]))).toBe('x')
})

import { fileURLToPath } from 'node:url'
import { ChatError, endOfStream, type Frame, type Message } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { importGraph, reachable, sourcesBelow } from '../../../../scripts/importGraph.ts'
import { scriptedTransport } from '../testing/scriptedTransport.ts'
import type { SendRequest, Transport } from '../transport/Transport.ts'
import { recordRuns, type RecordOptions } from './recordRuns.ts'

function question(runId: string, text = 'Who is Ada?'): SendRequest {
  return {
    chatId: 'support',
    runId,
    trigger: 'submit-message',
    messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text }] }],
  }
}

function recorded(options: RecordOptions = {}) {
  const clock = manualClock(1_700_000_000_000)
  const script = scriptedTransport()
  const recording = recordRuns(script.transport, { clock, redact: 'none', ...options })
  const { signal } = new AbortController()
  return { clock, script, recording, signal }
}

function linesOf(copy: string): readonly Record<string, unknown>[] {
  return copy
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('writes down each event with its number, its time, and what became of its connection', async () => {
  const { clock, script, recording, signal } = recorded()
  const asked = recording.send(question('run-1'), { signal })
  await clock.advance(20)
  await script.accept({ type: 'start', messageId: 'a' })
  const { frames } = await asked
  const reader = frames[Symbol.asyncIterator]()
  await reader.next()
  await clock.advance(5)
  const first = { type: 'text-start', id: '0' } as const
  await script.pushFrames({ n: 1, chunk: first }, { n: 1, chunk: first })
  await reader.next()
  await script.pushFrames({ n: 7, chunk: { type: 'text-delta', id: '0', delta: 'Hi' } })
  await reader.next()
  await reader.return?.()
  const again = { chatId: 'support', runId: 'run-1', streamId: 'stream-1', after: 1 }
  const lost = expect(recording.resume(again, { signal })).rejects.toMatchObject({
    code: 'network',
  })
  await clock.advance(100)
  await script.fail(new ChatError('network', 'Gone.', { retryable: true }))
  await lost
  script.onStop({ usage: { outputTokens: 1 } })
  expect(await recording.stop({ chatId: 'support', streamId: 'stream-1' })).toEqual({
    usage: { outputTokens: 1 },
  })
  const { messages } = question('run-1')
  const chunk = (at: number, read: number, more: object) => ({
    at,
    event: 'chunk',
    on: 1,
    read,
    ...more,
  })
  expect(linesOf(recording.copyRun())).toEqual([
    {
      millrace: 'run',
      version: 1,
      redact: 'none',
      chat: 'support',
      startedAt: 1_700_000_000_000,
      outcome: 'stopped',
    },
    {
      at: 0,
      event: 'send',
      on: 1,
      run: 'run-1',
      numbered: false,
      messages,
      trigger: 'submit-message',
    },
    { at: 20, event: 'accept', on: 1, stream: 'stream-1' },
    chunk(20, 1, { n: 0, chunk: { type: 'start', messageId: 'a' } }),
    chunk(25, 2, { n: 1, chunk: first }),
    chunk(25, 2, { n: 1, again: true, chunk: first }),
    chunk(25, 3, { n: 7, chunk: { type: 'text-delta', id: '0', delta: 'Hi' } }),
    { at: 25, event: 'leave', on: 1 },
    { at: 25, event: 'resume', on: 2, numbered: true, run: 'run-1', stream: 'stream-1', after: 1 },
    { at: 125, event: 'fail', on: 2, code: 'network', retryable: true },
    { at: 125, event: 'stop' },
    { at: 125, event: 'stopped', facts: { usage: { outputTokens: 1 } } },
  ])
})

test('hands on what it is given: the same reads, the same promises, the same failures', async () => {
  const reads: Promise<IteratorResult<readonly Frame[]>>[] = []
  const frames = [{ n: 0, chunk: endOfStream }]
  const error = new ChatError('network', 'Gone.')
  const transport: Transport = {
    sends: 'last',
    isNumbered: () => true,
    send: async () => ({
      streamId: 's',
      frames: {
        [Symbol.asyncIterator]: () => ({
          next() {
            const read = Promise.resolve({ done: false, value: frames })
            reads.push(read)
            return read
          },
        }),
      },
    }),
    resume: async () => await Promise.reject(error),
    stop: async () => await Promise.reject(error),
  }
  const recording = recordRuns(transport)
  const { signal } = new AbortController()
  expect(recording.sends).toBe('last')
  const connection = await recording.send(question('r'), { signal })
  const reader = connection.frames[Symbol.asyncIterator]()
  const read = reader.next()
  expect(read).toBe(reads[0])
  expect((await read).value).toBe(frames)
  const named = { chatId: 'support', runId: 'r' }
  await expect(recording.resume(named, { signal })).rejects.toBe(error)
  await expect(recording.stop(named)).rejects.toBe(error)
})

test('keeps the last runs, and says which they are without the names of their chats', async () => {
  const { clock, script, recording, signal } = recorded({ runs: 2 })
  for (const run of ['one', 'two', 'three']) {
    const asked = recording.send(question(run), { signal })
    await script.accept()
    await script.text('Hi')
    if (run !== 'two') await script.finish()
    const { frames } = await asked
    const reader = frames[Symbol.asyncIterator]()
    for (let left = run === 'two' ? 1 : 2; left > 0; left--) await reader.next()
    if (run === 'two') await script.close()
    await reader.next()
    await clock.advance(1000)
  }
  const { chat } = recording.runs()[0] ?? {}
  expect(chat).toMatch(/^[0-9a-f]{8}$/)
  expect(recording.runs()).toEqual([
    { id: 'r2', chat, startedAt: 1_700_000_001_000, outcome: 'incomplete', lines: 8 },
    { id: 'r3', chat, startedAt: 1_700_000_002_000, outcome: 'complete', lines: 12 },
  ])
  expect(linesOf(recording.copyRun('r2'))[1]).toMatchObject({ run: 'two' })
  expect(linesOf(recording.copyRun())[1]).toMatchObject({ run: 'three' })
  expect(() => recording.copyRun('r1')).toThrow(expect.objectContaining({ code: 'not_found' }))
})

test('what only asks whether a server is there is no run, and what joins an answer is one', async () => {
  const { script, recording, signal } = recorded()
  const probe = recording.resume({ chatId: 'support' }, { signal })
  await script.accept()
  await (await probe)?.frames[Symbol.asyncIterator]().return?.()
  expect(recording.runs()).toEqual([])
  expect(() => recording.copyRun()).toThrow(expect.objectContaining({ code: 'not_found' }))
  const joined = recording.resume({ chatId: 'support' }, { signal })
  await script.accept({ type: 'start' })
  await (await joined)?.frames[Symbol.asyncIterator]().next()
  expect(recording.runs()).toMatchObject([{ id: 'r1', outcome: 'running', lines: 4 }])
})

test('of a long run the middle is left out, and a line says how much', async () => {
  const maxBytes = 20_000
  const { script, recording, signal } = recorded({ maxBytes })
  const asked = recording.send(question('long', 'x'.repeat(6000)), { signal })
  await script.accept()
  const reader = (await asked).frames[Symbol.asyncIterator]()
  const chunks = Array.from(
    { length: 2000 },
    (_, n) => ({ type: 'text-delta', id: '0', delta: `${n} 👩‍💻` }) as const,
  )
  await script.push(...chunks)
  await reader.next()
  await script.push({ type: 'text-delta', id: '0', delta: 'y'.repeat(maxBytes) })
  await reader.next()
  await script.finish()
  await reader.next()
  const copy = recording.copyRun()
  expect(new TextEncoder().encode(copy).length).toBeLessThan(maxBytes + 500)
  const lines = linesOf(copy)
  const cut = lines.find(({ event }) => event === 'left-out')
  const numbers = lines.flatMap(({ n }) => (typeof n === 'number' ? [n] : []))
  expect(numbers.slice(0, 3)).toEqual([0, 1, 2])
  expect(numbers.slice(-3)).toEqual([2001, 2002, 2003])
  // Of 2004 chunks, those that are here and those that are not.
  expect(numbers.length + Number(cut?.['lines'])).toBe(2004)
  expect(Number(cut?.['bytes'])).toBeGreaterThan(maxBytes)
  // The question was too long to be kept.
  expect(lines[1]).toMatchObject({ event: 'send', messages: [], earlier: 1 })
  expect(recording.runs()).toMatchObject([{ lines: lines.length, outcome: 'complete' }])
})

test('what is no JSON breaks neither the chat nor the copy', async () => {
  const { script, recording, signal } = recorded({ redact: 'content' })
  const circle: Record<string, unknown> = {}
  circle['circle'] = circle
  let deep: unknown = 'secret'
  for (let level = 0; level < 3000; level++) deep = { parts: [deep] }
  const round: Message = { id: 'm', role: 'user', parts: [], metadata: circle }
  const messages = [...question('r').messages, round]
  const asked = recording.send({ ...question('r'), messages }, { signal })
  await script.accept()
  await script.push(
    { type: 'data-circle', data: circle },
    { type: 'data-deep', data: 7n },
    { type: 'steering-message', id: 's', parts: [deep as never] },
  )
  const read = await (await asked).frames[Symbol.asyncIterator]().next()
  expect(read.value).toHaveLength(3)
  const copy = recording.copyRun()
  expect(linesOf(copy).map(({ event }) => event)).toEqual([
    undefined,
    'send',
    'accept',
    'chunk',
    'chunk',
    'chunk',
  ])
  expect(copy).not.toContain('secret')
})

test('a number of runs or bytes that makes no sense is refused', () => {
  const { transport } = scriptedTransport()
  for (const options of [{ runs: 0 }, { runs: 1.5 }, { maxBytes: 10 }, { maxBytes: Number.NaN }]) {
    expect(() => recordRuns(transport, options)).toThrow(RangeError)
  }
})

test('nothing of it is in the main entry', () => {
  const files = sourcesBelow(fileURLToPath(new URL('..', import.meta.url)))
  const graph = importGraph(files)
  const inRoom = (file: string): boolean => file.startsWith('recording/')
  expect([...reachable(graph, 'recording/index.ts')].filter(inRoom).length).toBeGreaterThan(5)
  expect([...reachable(graph, 'index.ts')].filter(inRoom)).toEqual([])
})

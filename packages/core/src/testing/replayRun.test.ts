import { type Chunk, textOf } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { createChat } from '../chat/createChat.ts'
import { replayRun } from './replayRun.ts'

const header = {
  millrace: 'run',
  version: 1,
  redact: 'none',
  chat: 'c',
  startedAt: 0,
  outcome: 'running',
}
const messages = [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Who is Ada?' }] }]
const send = {
  at: 0,
  event: 'send',
  on: 1,
  run: 'r',
  numbered: false,
  trigger: 'submit-message',
  messages,
}
const accept = { at: 10, event: 'accept', on: 1, stream: 's' }

function chunk(n: number | null, what: Chunk | { type: string }, more: object = {}): object {
  return { at: 20, event: 'chunk', on: 1, read: 1, n, chunk: what, ...more }
}

function text(...lines: readonly object[]): string {
  return [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('')
}

const start = chunk(0, { type: 'start', messageId: 'a' })
const open = chunk(1, { type: 'text-start', id: '0' })
const delta = (n: number, said: string, more: object = {}) =>
  chunk(n, { type: 'text-delta', id: '0', delta: said }, more)
const finish = [chunk(4, { type: 'finish' }), chunk(5, { type: '[DONE]' })]

async function shown(run: string): Promise<readonly [string, string]> {
  const transport = replayRun(run)
  const chat = createChat({ transport, reconnect: { baseMs: 0, capMs: 0 }, pace: 'frame' })
  await chat.sendMessage(textOf(transport.messages.at(-1) ?? { parts: [] }))
  const { messages: all, run: state } = chat.getState()
  expect(textOf(all[0] ?? { parts: [] })).toBe('Who is Ada?')
  const status = state.status === 'failed' ? state.error.code : state.status
  return [textOf(all[1] ?? { parts: [] }), status]
}

test('a chat is shown what its user was shown', async () => {
  const run = text(
    send,
    accept,
    start,
    open,
    delta(3, 'lo'),
    delta(2, 'Hel'),
    delta(2, 'Hel'),
    ...finish,
  )
  expect(await shown(run)).toEqual(['Hello', 'idle'])
})

test('a run without numbers shows its words in the order in which they came', async () => {
  const named = (line: object): object => ({ ...line, n: undefined })
  const lines = [start, open, delta(3, 'lo'), delta(2, 'Hel'), ...finish].map(named)
  expect(await shown(text(send, { ...accept, stream: undefined }, ...lines))).toEqual([
    'loHel',
    'idle',
  ])
})

test('a run that was copied in its middle breaks off there', async () => {
  expect(await shown(text(send, accept, start, open, delta(2, 'Hel')))).toEqual([
    'Hel',
    'incomplete_stream',
  ])
})

test('by a clock everything comes when it came', async () => {
  const clock = manualClock(500)
  const transport = replayRun(text(send, accept, start, { ...open, at: 90, read: 2 }), { clock })
  const { signal } = new AbortController()
  const times: number[] = []
  void (async () => {
    const { frames } = await transport.send(
      { chatId: 'c', runId: 'r', messages: [], trigger: 'submit-message' },
      { signal },
    )
    times.push(clock.now())
    for await (const { length } of frames) if (length === 1) times.push(clock.now())
  })().catch(() => undefined)
  await clock.advance(1000)
  expect(times).toEqual([510, 520, 590])
})

test('what the run does not have is refused, and what asks for whatever runs finds nothing', async () => {
  const transport = replayRun(text(send, accept, start))
  const { signal } = new AbortController()
  expect(await transport.resume({ chatId: 'c' }, { signal })).toBeUndefined()
  await expect(transport.resume({ chatId: 'c', runId: 'r' }, { signal })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect(transport.left).toBe(1)
  expect(transport.resumed).toHaveLength(2)
})

test('of a run whose middle was left out, what is there is played', async () => {
  const cut = { event: 'left-out', lines: 4, bytes: 400 }
  const other = { ...delta(9, 'late'), on: 7 }
  expect(await shown(text(send, accept, start, open, delta(2, 'Hel'), cut, other))).toEqual([
    'Hel',
    'incomplete_stream',
  ])
})

test.each([
  ['nothing', '', 1],
  ['something else', '{"millrace":"chat"}\n', 1],
  ['a later version', '{"millrace":"run","version":2}\n', 1],
  ['no JSON', `${text(send)}{"at":`, 3],
  ['a list', `${text(send)}[]`, 3],
  ['null', `${text(send)}null`, 3],
  ['an event that is not known', text(send, { at: 1, event: 'explode', on: 1 }), 3],
  ['an event without a time', text(send, { event: 'accept', on: 1 }), 3],
  ['a request twice', text(send, send), 3],
  ['what belongs to no request', text(send, { ...accept, on: 2 }), 3],
  ['a request of no number', text({ ...send, on: '1' }), 2],
  ['messages that are none', text({ ...send, messages: [{ id: 7 }] }), 2],
  ['a chunk that is none', text(send, accept, chunk(0, { type: 'text-delta' })), 4],
  ['a number that is a text', text(send, accept, { ...start, n: '0' }), 4],
  ['an error of no code', text(send, { at: 0, event: 'fail', on: 1, code: 'oops' }), 3],
  ['a name that is no text', text(send, { ...accept, stream: {} }), 3],
  ['facts that are a list', text(send, { at: 0, event: 'stopped', facts: [] }), 3],
  ['a polluted line', `${text(send)}{"__proto__":{"at":1,"event":"accept","on":1}}`, 3],
])('%s in the file of a stranger is refused with its line (T-09, T-40, T-70)', (_, run, line) => {
  expect(() => replayRun(run)).toThrow(
    expect.objectContaining({
      code: 'bad_event',
      message: expect.stringContaining(`Line ${line} `),
    }),
  )
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as { event?: unknown }).event).toBeUndefined()
})

test('fields and chunks that are not known, and numbers that make no sense, are what they would be from a network (T-26, T-70)', async () => {
  const polluted = { ...start, ['__proto__']: { polluted: true }, toString: 1, later: {} }
  const known = text(
    { ...send, later: 1 },
    accept,
    polluted,
    open,
    delta(2, 'Hel'),
    chunk(3, { type: 'from-the-future' }),
    ...finish,
  )
  expect(await shown(known.replaceAll('"later"', '"__proto__"'))).toEqual(['Hel', 'idle'])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect(
    await shown(
      text(
        send,
        accept,
        start,
        open,
        delta(2, 'Hel'),
        chunk(null, { type: 'finish' }, { read: 2 }),
      ),
    ),
  ).toEqual(['Hel', 'bad_sequence'])
  expect(
    await shown(text(send, accept, start, open, delta(1e15, 'late'), delta(2, 'Hel'))),
  ).toEqual(['Hel', 'incomplete_stream'])
})

test('a file that is too large, or no text, is not read (T-59)', () => {
  expect(() => replayRun('x'.repeat(16_000_001))).toThrow(
    expect.objectContaining({ code: 'too_large' }),
  )
  expect(() => replayRun(undefined as unknown as string)).toThrow(TypeError)
  const from = performance.now()
  const lines = text(send, accept, ...Array.from({ length: 100_000 }, (_, n) => delta(n, 'x')))
  expect(replayRun(lines).left).toBe(1)
  expect(performance.now() - from).toBeLessThan(10_000)
})

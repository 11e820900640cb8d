import { factsOf, type Message, textOf } from '@millrace/protocol'
import { bodyOf, inPieces } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { createHttpTransport } from '../transport/createHttpTransport.ts'
import { createChat } from './createChat.ts'

/** The events of "Hello world", as JSON texts; the rows below break them. */
const start = '{"type":"start","messageId":"answer"}'
const open = '{"type":"text-start","id":"0"}'
const hello = '{"type":"text-delta","id":"0","delta":"Hello"}'
const world = '{"type":"text-delta","id":"0","delta":" world"}'
const close = '{"type":"text-end","id":"0"}'
const finish = '{"type":"finish","finishReason":"stop"}'
const done = '[DONE]'
const whole = [start, open, hello, world, close, finish, done]

interface Outcome {
  readonly text: string
  /** `ready`, or the code of the error. */
  readonly end: string
}

interface Row {
  readonly fault: string
  /** The body, from the events of a good answer with their numbers already written. */
  readonly body: (events: readonly string[]) => string
  /** With numbers, from a server that names its answers: anything missing is asked for again. */
  readonly numbered: Outcome
  /** Without, as a foreign server sends it: what is lost stays lost, and is never called finished. */
  readonly plain: Outcome
  readonly contentType?: string
}

const good: Outcome = { text: 'Hello world', end: 'ready' }
const cut: Outcome = { text: 'Hello', end: 'incomplete_stream' }
const joined = (events: readonly string[]): string => events.join('')

const rows: readonly Row[] = [
  { fault: 'nothing', body: joined, numbered: good, plain: good },
  {
    fault: 'same delta twice',
    body: (events) => joined(events.toSpliced(2, 0, events[2] ?? '')),
    numbered: good,
    plain: { text: 'HelloHello world', end: 'ready' },
  },
  {
    fault: 'two deltas swapped',
    body: ([a, b, c, d, ...rest]) => joined([a ?? '', b ?? '', d ?? '', c ?? '', ...rest]),
    numbered: good,
    plain: { text: ' worldHello', end: 'ready' },
  },
  {
    fault: 'one delta missing',
    body: (events) => joined(events.toSpliced(3, 1)),
    numbered: good,
    plain: { text: 'Hello', end: 'ready' },
  },
  {
    fault: 'block start missing',
    body: (events) => joined(events.toSpliced(1, 1)),
    numbered: good,
    plain: good,
  },
  {
    fault: 'block start twice',
    body: (events) => joined(events.toSpliced(1, 0, events[1] ?? '')),
    numbered: good,
    plain: good,
  },
  {
    fault: 'delta after block end',
    body: ([a, b, c, d, e, ...rest]) =>
      joined([a ?? '', b ?? '', c ?? '', e ?? '', d ?? '', ...rest]),
    numbered: good,
    plain: good,
  },
  {
    fault: 'clean close, no finish',
    body: (events) => joined(events.slice(0, 3)),
    numbered: good,
    plain: cut,
  },
  {
    fault: 'finish, but no [DONE]',
    body: (events) => joined(events.slice(0, -1)),
    numbered: good,
    plain: good,
  },
  {
    fault: 'cut in the middle of a line (T-16)',
    body: (events) => `${joined(events.slice(0, 3))}${events[3]?.slice(0, 30) ?? ''}`,
    numbered: good,
    plain: cut,
  },
  {
    fault: 'unknown chunk type',
    body: (events) => joined(events).replace('"type":"start"', '"type":"from-the-future"'),
    numbered: good,
    plain: good,
  },
  {
    fault: 'one malformed JSON line (T-09)',
    body: (events) => joined(events).replace('"delta":" world"', '"delta":" wor'),
    numbered: { text: 'Hello', end: 'bad_event' },
    plain: { text: 'Hello', end: 'bad_event' },
  },
  {
    fault: 'CRLF line ends (T-02)',
    body: (events) => joined(events).replaceAll('\n', '\r\n'),
    numbered: good,
    plain: good,
  },
  {
    fault: 'comment lines',
    body: (events) => events.map((event) => `: keep-alive\n\n${event}`).join(''),
    numbered: good,
    plain: good,
  },
  {
    fault: 'multi-line data',
    body: (events) => joined(events).replace('"text-delta","id"', '"text-delta",\ndata: "id"'),
    numbered: good,
    plain: good,
  },
  {
    fault: 'HTTP 200 and an HTML page (T-10)',
    body: () => '<!doctype html><h1>Sign in</h1>',
    contentType: 'text/html',
    numbered: { text: '', end: 'not_a_stream' },
    plain: { text: '', end: 'not_a_stream' },
  },
  {
    fault: 'events after the end (T-17)',
    body: (events) =>
      `${joined(events)}id: 7\ndata: {"type":"text-delta","id":"0","delta":" ghost"}\n\n`,
    numbered: good,
    plain: good,
  },
  {
    fault: 'an error after text',
    body: (events) =>
      `${joined(events.slice(0, 3))}id: 3\ndata: {"type":"error","errorText":"Sorry."}\n\n`,
    numbered: { text: 'Hello', end: 'unknown' },
    plain: { text: 'Hello', end: 'unknown' },
  },
]

function written(events: readonly string[], numbered: boolean, from = 0): readonly string[] {
  return events.map((data, n) => `${numbered ? `id: ${n + from}\n` : ''}data: ${data}\n\n`)
}

async function play(row: Row, numbered: boolean, size: number): Promise<Outcome> {
  const headers = {
    'content-type': row.contentType ?? 'text/event-stream',
    ...(numbered ? { 'x-millrace-stream': 's' } : {}),
  }
  const transport = createHttpTransport({
    async fetch(_, init) {
      const resumed = init?.method === 'GET'
      const after = Number(new Headers(init?.headers).get('last-event-id') ?? -1)
      const text = resumed
        ? joined(written(whole.slice(after + 1), true, after + 1))
        : row.body(written(whole, numbered))
      return new Response(bodyOf(inPieces(new TextEncoder().encode(text), size)), { headers })
    },
  })
  const chat = createChat({
    transport,
    gapWaitMs: 1,
    reconnect: { baseMs: 0, capMs: 0 },
    pace: 'frame',
  })
  await chat.sendMessage('Hi')
  const { messages, run } = chat.getState()
  const answer: Message | undefined = messages[1]
  const end = run.status === 'failed' ? run.error.code : 'ready'
  // A truncated answer is never called finished.
  if (end !== 'ready' && answer !== undefined) expect(factsOf(answer).status).toBeDefined()
  return { text: answer === undefined ? '' : textOf(answer), end }
}

describe.each([
  ['whole', 100_000],
  ['one byte at a time', 1],
])('fed %s', (_, size) => {
  test.each(rows)('$fault, numbered', async (row) => {
    expect(await play(row, true, size)).toEqual(row.numbered)
  })

  test.each(rows)('$fault, from a server without numbers', async (row) => {
    expect(await play(row, false, size)).toEqual(row.plain)
  })
})

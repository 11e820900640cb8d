import { createEventFeed } from '@millrace/protocol'
import { inPieces, seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { contentEnvelope } from './contentEnvelope.ts'
import type { ProviderEvent } from './Provider.ts'
import { readChatCompletions } from './readChatCompletions.ts'

function event(content: string, more: object = {}): string {
  return JSON.stringify({
    id: 'x',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
    ...more,
  })
}

/** What was read byte by byte, as the text that it is. */
function fromLatin1(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (sign) => sign.charCodeAt(0)))
}

const always = (): boolean => true

/** The words of an event as it stands on the wire; undefined where it is left to a parse. */
function taken(first: string, data: string): string | undefined {
  const wire = `data: ${data}\n\n`
  const { words, end } = contentEnvelope(first, always)?.take(wire, 0) ?? {}
  expect([0, wire.length]).toContain(end)
  return end === 0 ? undefined : words
}

test.each([
  ['plain words', 'Hello'],
  ['nothing', ''],
  ['escapes', 'a"b\\c\n\u0001 é 漢 😀 \u2028'],
  ['what looks like the end', '"},"finish_reason":"stop"}]}'],
  ['half a pair', '\ud83d'],
])('gives the same as a parse: %s', (_, content) => {
  expect(taken(event('first'), event(content))).toBe(content)
})

test.each([
  ['another id', event('Hi').replace('"x"', '"y"')],
  ['a field more', event('Hi', { usage: { prompt_tokens: 1 } })],
  ['a second field smuggled in', event('first').replace('"first"', '"Hi","refusal":"no"')],
  ['a quote left open', event('first').replace('first', 'Hi"')],
  ['a bare line break', event('first').replace('first', 'a\nb')],
  ['a broken escape', event('first').replace('first', '\\x')],
  ['an escape in capitals', event('first').replace('first', '\\N')],
  ['a code in capitals', event('first').replace('first', '\\U0041')],
  ['nothing', ''],
  ['less than the envelope', event('').slice(0, -3)],
])('leaves to a parse what is not the same event: %s (hostile bodies)', (_, data) => {
  expect(taken(event('first'), data)).toBeUndefined()
})

test('is none where the words stand somewhere else than they seem to', () => {
  const decoy = JSON.stringify({
    filter: { content: 'decoy' },
    choices: [{ delta: { content: 'real' } }],
  })
  const isReal = (parsed: unknown, content: string): boolean =>
    (parsed as { choices: { delta: { content: string } }[] } | undefined)?.choices[0]?.delta
      .content === content
  expect(contentEnvelope(decoy, isReal)).toBeUndefined()
})

test('stops before what is another event, or not yet whole', () => {
  const envelope = contentEnvelope(event('first'), always)
  const known = `data: ${event('a')}\n\ndata: ${event('b\n')}\n\n`
  for (const rest of [
    'data: [DONE]\n\n',
    ': ping\n\n',
    `data: ${event('c')}\n`,
    `data: ${event('c').slice(0, -4)}`,
    `id: 7\ndata: ${event('c')}\n\n`,
  ]) {
    expect(envelope?.take(`xx${known}${rest}`, 2)).toEqual({
      words: 'ab\n',
      end: 2 + known.length,
    })
  }
})

test('is none for data of several lines: it stands otherwise on the wire', () => {
  expect(contentEnvelope(event('first').replace(',', ',\n'), always)).toBeUndefined()
})

/** What comes of a body, by the reader alone or by the parser alone. */
function readAll(pieces: readonly string[], known: boolean): readonly ProviderEvent[] {
  const reader = readChatCompletions(() => 0)
  const events: ProviderEvent[] = []
  const feed = createEventFeed({
    maxEventBytes: 400,
    onEvent: ({ data }) => reader.read(data, events),
    ...(known
      ? { takeKnown: (text: string, from: number) => reader.take(text, from, events) }
      : {}),
  })
  for (const piece of pieces) {
    feed.feed(piece)
    if (feed.tooLarge) return [...joined(events), { type: 'usage', usage: { totalTokens: -1 } }]
  }
  reader.end(events)
  return joined(events)
}

function joined(events: readonly ProviderEvent[]): readonly ProviderEvent[] {
  const all: ProviderEvent[] = []
  for (const one of events) {
    const last = all.at(-1)
    if (one.type === 'text' && last?.type === 'text') {
      all[all.length - 1] = { type: 'text', text: last.text + one.text }
    } else if (one.type === 'error') {
      all.push({ type: 'finish', finishReason: one.error.code as never })
    } else all.push(one)
  }
  return all
}

test('seeded hostile streams are read as the parser alone would, to the letter (hostile bodies)', () => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 3000 : 40_000
  const short = (content: string): string => `{"choices":[{"delta":{"content":"${content}"}}]}`
  const contents = [
    'a',
    'b c',
    '\\n',
    '\\u00e9',
    '\\N',
    '\\U0041',
    '\\u12',
    '34',
    '"',
    '\\',
    '\\"',
    '\u0001',
    '\0',
  ]
  for (let seed = 0; seed < rounds; seed++) {
    const random = seededRandom(seed)
    const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? ''
    let wire = ''
    for (let n = 0; n < 12; n++) {
      const data = short(random() < 0.7 ? 'word ' : pick(contents) + pick(contents))
      wire += pick([
        `data: ${data}\n\n`,
        `data: ${data}\n\n`,
        `data: ${data}\n\n`,
        `data: ${data}\r\n\r\n`,
        `data: ${data}\n`,
        `data:${data}\n\n`,
        `id: 7\ndata: ${data}\n\n`,
        `event: x\ndata: ${data}\n\n`,
        ': ping\n\n',
        `data: ${data.replace('{', '{\ndata: ')}\n\n`,
        `data: ${data.replace('{', '{\n')}\n\n`,
        `data: ${short('x'.repeat(500))}\n\n`,
        'data: [DONE]\n\n',
        '\n',
      ])
    }
    const pieces: string[] = []
    for (let at = 0; at < wire.length;) {
      const size = 1 + Math.floor(random() * (random() < 0.5 ? 20 : 400))
      pieces.push(wire.slice(at, at + size))
      at += size
    }
    expect(readAll(pieces, true), `seed ${seed}`).toEqual(readAll(pieces, false))
  }
})

test('a megabyte of known events with comments between is read in no time (hostile bodies)', () => {
  const data = `data: {"choices":[{"delta":{"content":"a"}}]}\n\n`
  for (const pattern of [
    `${data}:\n\n`,
    `${data}${data}:\n\n`,
    `${data}:\n\n${data}${data}:\n\n`,
  ]) {
    const text = pattern.repeat(Math.floor(1_000_000 / pattern.length))
    const reader = readChatCompletions(() => 0)
    const events: ProviderEvent[] = []
    const feed = createEventFeed({
      maxEventBytes: 1_048_576,
      onEvent: (one) => reader.read(one.data, events),
      takeKnown: (known, from) => reader.take(known, from, events),
    })
    const startedAt = performance.now()
    feed.feed(data)
    feed.feed(text)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    const words = events.map((one) => (one.type === 'text' ? one.text : '')).join('')
    expect(words.length).toBe(1 + text.split('"a"').length - 1)
  }
})

test('a megabyte of quotes and backslashes is read in no time (hostile bodies)', () => {
  const startedAt = performance.now()
  const hostile = event('first').replace('first', '\\\\"'.repeat(300_000))
  expect(taken(event('first'), hostile)).toBeUndefined()
  expect(taken(event('first'), event('"\\'.repeat(200_000)))).toBe('"\\'.repeat(200_000))
  expect(performance.now() - startedAt).toBeLessThan(10_000)
})

test('seeded streams of one envelope, of two, and of none are read as they are written, wherever they are cut', () => {
  const signs = [
    'a',
    ' ',
    '"',
    '\\',
    '\n',
    '😀',
    '漢',
    '{',
    '}',
    '\u0000',
    '\u007f',
    'é',
    '"content":"',
  ]
  for (let seed = 0; seed < 300; seed++) {
    const random = seededRandom(seed)
    const reader = readChatCompletions(() => 0)
    const events: ProviderEvent[] = []
    let said = ''
    let wire = ''
    const kind = Math.floor(random() * 3)
    const end = random() < 0.2 ? '\r\n' : '\n'
    for (let n = 0; n < 60; n++) {
      const content = Array.from(
        { length: Math.floor(random() * 6) },
        () => signs[Math.floor(random() * signs.length)],
      ).join('')
      said += content
      const id = kind === 0 ? 'x' : kind === 1 ? `x${n % 2}` : `x${n}`
      if (random() < 0.1) wire += `: ping${end}${end}`
      wire += `data: ${event(content, { id })}${end}${end}`
    }
    wire += `data: {"choices":[{"delta":{},"finish_reason":"stop"}]}${end}${end}`
    const feed = createEventFeed({
      maxEventBytes: 1_000_000,
      onEvent: ({ data }) => reader.read(data, events),
      takeKnown: (text, from) => reader.take(text, from, events),
    })
    for (const piece of inPieces(new TextEncoder().encode(wire), random)) {
      // Cut between characters: how bytes are put together is the decoder's affair.
      feed.feed(Buffer.from(piece).toString('latin1'))
    }
    reader.end(events)
    const read = events.map((one) => (one.type === 'text' ? one.text : '')).join('')
    expect(fromLatin1(read), `seed ${seed}`).toBe(said)
  }
})

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readVectors } from '../../../../scripts/readVectors.ts'
import { ChatError } from '../error/ChatError.ts'
import { bodyOf, inPieces } from '../testing/inPieces.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { readEvents, readTexts } from './readEvents.ts'
import type { ServerSentEvent } from './ServerSentEvent.ts'
import { type EventToWrite, writeEvent } from './writeEvent.ts'

type Piece = string | { readonly b64: string } | { readonly repeat: readonly [string, number] }

interface ExpectedEvent {
  readonly event: string
  readonly data?: string
  readonly dataLength?: number
  readonly dataSha256?: string
  readonly lastEventId: string
}

interface SseVectors {
  readonly cases: readonly {
    readonly id: string
    readonly chunks: readonly Piece[]
    readonly expect: {
      readonly events: readonly ExpectedEvent[]
      readonly eventCount?: number
      readonly lastEventId: string
      readonly retry: number | null
      readonly comments: number
    }
  }[]
  readonly limits: readonly {
    readonly id: string
    readonly limitBytes: number
    readonly chunks: readonly Piece[]
    readonly expect: { readonly events: readonly ExpectedEvent[]; readonly error: string | null }
  }[]
  readonly encode: readonly {
    readonly id: string
    readonly frame: EventToWrite
    readonly expect: { readonly parsesTo?: readonly ExpectedEvent[]; readonly error?: string }
  }[]
}

const vectors = readVectors<SseVectors>('sse-parse')

function bytesOf(piece: Piece): Uint8Array {
  if (typeof piece === 'string') return new TextEncoder().encode(piece)
  if ('b64' in piece) return Uint8Array.from(Buffer.from(piece.b64, 'base64'))
  return new TextEncoder().encode(piece.repeat[0].repeat(piece.repeat[1]))
}

interface Reading {
  readonly events: readonly Pick<ServerSentEvent, 'event' | 'data' | 'lastEventId'>[]
  readonly lastEventId: string
  readonly retry: number | null
  readonly comments: number
  readonly error: string | null
}

async function read(pieces: readonly Uint8Array[], maxEventBytes?: number): Promise<Reading> {
  const events: Reading['events'][number][] = []
  let lastEventId = ''
  let retry: number | null = null
  let comments = 0
  let error: string | null = null
  const body = bodyOf(pieces.map((piece) => new Uint8Array(piece)))
  try {
    for await (const read of readEvents(body, {
      ...(maxEventBytes === undefined ? {} : { maxEventBytes }),
      onRetry: (retryMs) => (retry = retryMs),
      onComment: () => comments++,
      onLastEventId: (id) => (lastEventId = id),
    })) {
      for (const { event, data, lastEventId: last } of read) {
        events.push({ event, data, lastEventId: last })
      }
    }
  } catch (thrown) {
    error = thrown instanceof ChatError ? thrown.code : String(thrown)
  }
  return { events, lastEventId, retry, comments, error }
}

function expectEvents(actual: Reading['events'], expected: readonly ExpectedEvent[]): void {
  expect(actual.length).toBe(expected.length)
  for (const [index, want] of expected.entries()) {
    const got = actual[index]
    expect(got?.event).toBe(want.event)
    expect(got?.lastEventId).toBe(want.lastEventId)
    if (want.data !== undefined) expect(got?.data).toBe(want.data)
    if (want.dataLength !== undefined) expect(got?.data.length).toBe(want.dataLength)
    if (want.dataSha256 !== undefined) {
      expect(
        createHash('sha256')
          .update(got?.data ?? '')
          .digest('hex'),
      ).toBe(want.dataSha256)
    }
  }
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces))
}

describe('reading (sse-parse.json, T-01, T-02, T-03)', () => {
  test.each(vectors.cases)('$id', async ({ chunks, expect: expected }) => {
    const pieces = chunks.map(bytesOf)
    const asGiven = await read(pieces)
    expectCase(asGiven, expected)
    // The same bytes one at a time; very long ones in small odd pieces, to keep the test short.
    const whole = join(pieces)
    const size = whole.length > 20_000 ? 997 : 1
    expectCase(await read(inPieces(whole, size)), expected)
  })

  test.each(vectors.cases)('$id, cut at every byte', async ({ chunks, expect: expected }) => {
    const whole = join(chunks.map(bytesOf))
    const step = Math.max(1, Math.floor(whole.length / 400))
    for (let at = 0; at <= whole.length; at += step) {
      expectCase(await read([whole.slice(0, at), whole.slice(at)]), expected)
    }
  })
})

function expectCase(reading: Reading, expected: SseVectors['cases'][number]['expect']): void {
  expect(reading.error).toBeNull()
  if (expected.eventCount === undefined) expectEvents(reading.events, expected.events)
  else expect(reading.events.length).toBe(expected.eventCount)
  expect(reading.lastEventId).toBe(expected.lastEventId)
  expect(reading.retry).toBe(expected.retry)
  expect(reading.comments).toBe(expected.comments)
}

describe('limits (sse-parse.json, T-04)', () => {
  test.each(vectors.limits)('$id', async ({ chunks, limitBytes, expect: expected }) => {
    const whole = join(chunks.map(bytesOf))
    for (const pieces of [chunks.map(bytesOf), inPieces(whole, 1000)]) {
      const reading = await read(pieces, limitBytes)
      expectEvents(reading.events, expected.events)
      const allowed = expected.error?.includes(' or ignored')
        ? ['too_large', null]
        : [expected.error]
      expect(allowed).toContain(reading.error)
    }
  })
})

describe('writing (sse-parse.json, T-01)', () => {
  test.each(vectors.encode)('$id', async ({ frame, expect: expected }) => {
    if (expected.error !== undefined) {
      expect(() => writeEvent(frame)).toThrow(expect.objectContaining({ code: expected.error }))
      return
    }
    const reading = await read([new TextEncoder().encode(writeEvent(frame))])
    expectEvents(reading.events, expected.parsesTo ?? [])
  })
})

test('closes the body when the reader leaves early', async () => {
  let cancelled = false
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: a\n\n')),
    cancel: () => void (cancelled = true),
  })
  for await (const events of readEvents(body)) if (events.length > 0) break
  expect(cancelled).toBe(true)
})

describe('a reader that rests', () => {
  /** A body that a test feeds by hand. */
  function byHand() {
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined
    let cancelled = false
    const body = new ReadableStream<Uint8Array>({
      start: (given) => void (controller = given),
      cancel: () => void (cancelled = true),
    })
    return {
      body,
      say: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
      end: () => controller?.close(),
      get cancelled() {
        return cancelled
      },
    }
  }

  /** Rests that last until the test ends them. */
  function rests() {
    const waiting: (() => void)[] = []
    return {
      rest: () => new Promise<void>((resolve) => void waiting.push(resolve)),
      wake: () => waiting.shift()?.(),
      get pending() {
        return waiting.length
      },
    }
  }

  async function settle(): Promise<void> {
    for (let step = 0; step < 20; step++) await Promise.resolve()
  }

  test('hands out the first words at once, and what came during a rest together', async () => {
    const { body, say, end } = byHand()
    const pauses = rests()
    const told: string[] = []
    const reading = (async () => {
      for await (const text of readTexts(body, { rest: pauses.rest })) told.push(text)
    })()
    say('a')
    await settle()
    expect([told, pauses.pending]).toEqual([['a'], 1])
    for (const word of ['b', 'c', 'd']) say(word)
    await settle()
    expect(told).toEqual(['a'])
    pauses.wake()
    await settle()
    expect([told, pauses.pending]).toEqual([['a', 'bcd'], 1])
    say('e')
    end()
    pauses.wake()
    await reading
    expect(told).toEqual(['a', 'bcd', 'e'])
  })

  test('ends at once when it is told to, also while it rests', async () => {
    const hand = byHand()
    const pauses = rests()
    const controller = new AbortController()
    const { signal } = controller
    const reading = (async () => {
      for await (const text of readTexts(hand.body, { rest: pauses.rest, signal })) void text
    })()
    hand.say('a')
    await settle()
    controller.abort(new Error('Stopped.'))
    await settle()
    // The connection is closed whether or not the rest is over.
    expect(hand.cancelled).toBe(true)
    pauses.wake()
    await expect(reading).rejects.toThrow('Stopped.')
  })

  test('what came before a body broke is handed out first', async () => {
    let pulled = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pulled++ === 0) controller.enqueue(new TextEncoder().encode('last words'))
        else controller.error(new TypeError('broken'))
      },
    })
    const told: string[] = []
    const reading = (async () => {
      for await (const text of readTexts(body, { rest: () => undefined })) told.push(text)
    })()
    await expect(reading).rejects.toThrow('broken')
    expect(told).toEqual(['last words'])
  })

  test('a sender without pauses does not fill memory: 64 KB are handed out (T-04)', async () => {
    const piece = new Uint8Array(8192).fill(120)
    let left = 200
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- === 0) controller.close()
        else controller.enqueue(piece)
      },
    })
    const lengths: number[] = []
    for await (const text of readTexts(body, { rest: () => undefined })) lengths.push(text.length)
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(200 * 8192)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(65_536)
  })

  test('loses nothing at any cut, whenever it rests', async () => {
    const text = 'ä😀 data: "x"\n\n漢字 '.repeat(40)
    const random = seededRandom(7)
    for (let round = 0; round < 200; round++) {
      const cuts = Math.ceil(random() * 40)
      const body = bodyOf(inPieces(new TextEncoder().encode(text), cuts))
      let read = ''
      const rest = () => (random() < 0.5 ? undefined : Promise.resolve())
      for await (const piece of readTexts(body, { rest })) read += piece
      expect(read).toBe(text)
    }
  })
})

import { ChatError } from '@millrace/protocol'
import { type ManualClock, manualClock } from '@millrace/protocol/testing'
import { expect, onTestFinished, test } from 'vitest'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { serve } from '../fixtures/serveRoute.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import type { Provider, ProviderEvent } from '../provider/Provider.ts'
import { type TimeoutLimits, withTimeouts } from './withTimeouts.ts'

const request = { prompt: [], maxOutputTokens: 100 }
const limits = { firstTokenMs: 1000, idleMs: 300, totalMs: 2000 }

interface Listening {
  readonly events: readonly ProviderEvent[]
  /** Undefined while it runs, `done` at a good end. */
  readonly end: unknown
  readonly ended: Promise<void>
  readonly controller: AbortController
}

/** Listens to a provider under limits. */
function listen(
  provider: Provider,
  clock: ManualClock,
  under: Partial<TimeoutLimits> = limits,
): Listening {
  const events: ProviderEvent[] = []
  const controller = new AbortController()
  let end: unknown
  const ended = (async () => {
    try {
      const { signal } = controller
      for await (const read of withTimeouts(under, clock)(provider).stream(request, { signal })) {
        events.push(...read)
      }
      end = 'done'
    } catch (thrown) {
      end = thrown
    }
  })()
  return {
    events,
    controller,
    ended,
    get end() {
      return end
    },
  }
}

const timeout = expect.objectContaining({ code: 'timeout', retryable: true }) as unknown

test('keeps the name and the model', () => {
  const { name, model } = withTimeouts({}, manualClock())(handFedProvider())
  expect([name, model]).toEqual(['hand-fed', 'hand'])
})

test('hands everything through and leaves no timer behind', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const heard = listen(provider, clock)
  await provider.asked()
  provider.say('a')
  provider.say('b')
  provider.finish()
  await heard.ended
  expect(heard.end).toBe('done')
  expect(heard.events.map(({ type }) => type)).toEqual(['text', 'text', 'finish'])
  expect(provider.open).toBe(0)
  expect(clock.pending).toBe(0)
})

test('ends an answer that falls silent after its first words, and keeps them (T-13)', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const heard = listen(provider, clock)
  await provider.asked()
  await clock.advance(500)
  provider.say('a')
  await clock.advance(299)
  expect(heard.end).toBeUndefined()
  await clock.advance(1)
  expect(heard.end).toEqual(timeout)
  expect(heard.events).toEqual([{ type: 'text', text: 'a' }])
  expect(provider.open).toBe(0)
  expect(clock.pending).toBe(0)
})

test('counts idle time from the last event, not from the first', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const heard = listen(provider, clock)
  await provider.asked()
  for (let time = 0; time < 5; time++) {
    provider.say('a')
    await clock.advance(299)
  }
  expect(heard.end).toBeUndefined()
  await clock.advance(1)
  expect(heard.end).toEqual(timeout)
})

test('waits longer for the first token than between tokens (T-14)', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const heard = listen(provider, clock)
  await provider.asked()
  await clock.advance(999)
  expect(heard.end).toBeUndefined()
  await clock.advance(1)
  expect(heard.end).toEqual(timeout)
  expect(provider.open).toBe(0)
})

test('by default lets a first token come after 95 s, and an answer take 9 minutes (T-14)', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const heard = listen(provider, clock, {})
  await provider.asked()
  await clock.advance(95_000)
  for (let time = 0; time < 18; time++) {
    provider.say('a')
    await clock.advance(25_000)
  }
  expect(heard.end).toBeUndefined()
  provider.finish()
  await heard.ended
  expect(heard.end).toBe('done')
})

test('ends an answer that drips for ever at its total limit (T-12)', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const heard = listen(provider, clock)
  await provider.asked()
  for (let time = 0; time < 9; time++) {
    provider.say('a')
    await clock.advance(200)
  }
  expect(heard.end).toBeUndefined()
  provider.say('a')
  await clock.advance(200)
  expect(heard.end).toEqual(timeout)
  expect(heard.events).toHaveLength(10)
  expect(clock.pending).toBe(0)
})

test('does not take bytes that say nothing for progress (T-12)', async () => {
  const clock = manualClock()
  const encoder = new TextEncoder()
  let drip: (data: string) => void = () => undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      drip = (data) => controller.enqueue(encoder.encode(data))
    },
  })
  const headers = { 'content-type': 'text/event-stream' }
  const provider = openaiCompatible({
    baseURL: 'http://localhost',
    model: 'm',
    fetch: () => Promise.resolve(new Response(body, { headers })),
  })
  const heard = listen(provider, clock)
  await clock.advance(0)
  drip('data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n')
  await clock.advance(0)
  for (let time = 0; time < 3; time++) {
    expect(heard.end).toBeUndefined()
    drip(': ping\n\ndata: {"choices":[{"index":0,"delta":{"content":""}}]}\n\n')
    await clock.advance(100)
  }
  expect(heard.end).toEqual(timeout)
  expect(heard.events).toEqual([{ type: 'text', text: 'Hello' }])
})

test('ends a request whose headers never come, and closes its connection (T-15)', async () => {
  const clock = manualClock()
  let closed: Promise<unknown> = Promise.resolve()
  let arrived: () => void = () => undefined
  const here = new Promise<void>((resolve) => (arrived = resolve))
  const url = await serve((incoming, response) => {
    incoming.resume()
    closed = new Promise((resolve) => response.on('close', resolve))
    arrived()
  })
  const heard = listen(openaiCompatible({ baseURL: url, model: 'm' }), clock, {})
  await here
  // Ten seconds for a connection, whatever a first token may take.
  await clock.advance(9999)
  expect(heard.end).toBeUndefined()
  await clock.advance(1)
  await heard.ended
  expect(heard.end).toEqual(timeout)
  expect(heard.events).toEqual([])
  await closed
})

test('once the response has begun, the first token has its own time', async () => {
  const clock = manualClock()
  const began: (() => void)[] = []
  const slow: Provider = {
    name: 'slow',
    model: 'm',
    tellsHeaders: true,
    async *stream(_, { signal, onHeaders }) {
      began.push(() => onHeaders?.(new Headers()))
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      yield* []
    },
  }
  const heard = listen(slow, clock, {})
  await clock.advance(9999)
  began[0]?.()
  await clock.advance(119_999)
  expect(heard.end).toBeUndefined()
  await clock.advance(1)
  await heard.ended
  expect(heard.end).toEqual(timeout)
  // Headers that come when nobody waits any more start no clock.
  began[0]?.()
  expect(clock.pending).toBe(0)
})

test('ends also when the model does not hear its signal, and nothing rejects later (T-15)', async () => {
  const rejections: unknown[] = []
  const note = (reason: unknown): void => void rejections.push(reason)
  process.on('unhandledRejection', note)
  onTestFinished(() => void process.off('unhandledRejection', note))
  const clock = manualClock()
  const provider = handFedProvider({ deaf: true })
  const heard = listen(provider, clock)
  await provider.asked()
  await clock.advance(1000)
  expect(heard.end).toEqual(timeout)
  provider.fail(new Error('Much later.'))
  await provider.idle()
  await new Promise((resolve) => setImmediate(resolve))
  expect(rejections).toEqual([])
})

test('ends with the caller, with the reason of the caller', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const heard = listen(provider, clock)
  await provider.asked()
  const reason = new ChatError('aborted', 'Enough.')
  heard.controller.abort(reason)
  await heard.ended
  expect(heard.end).toBe(reason)
  await provider.idle()
  expect(clock.pending).toBe(0)
})

test('asks nobody when the caller has left before', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const signal = AbortSignal.abort(new ChatError('aborted', 'Enough.'))
  const stream = withTimeouts(limits, clock)(provider).stream(request, { signal })
  await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow('Enough.')
  expect(provider.requests).toEqual([])
  expect(clock.pending).toBe(0)
})

test('closes the request when the caller stops reading', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const { signal } = new AbortController()
  const reading = (async () => {
    const stream = withTimeouts(limits, clock)(provider).stream(request, { signal })
    for await (const events of stream) return events
    return []
  })()
  await provider.asked()
  provider.say('a')
  expect(await reading).toEqual([{ type: 'text', text: 'a' }])
  await provider.idle()
  expect(clock.pending).toBe(0)
})

test('hands on what a provider throws, at once or later', async () => {
  const clock = manualClock()
  const broken: Provider = {
    name: 'broken',
    model: 'm',
    stream: () => {
      throw new TypeError('No such option.')
    },
  }
  const first = listen(broken, clock)
  await first.ended
  expect(first.end).toEqual(new TypeError('No such option.'))
  const provider = handFedProvider()
  const second = listen(provider, clock)
  await provider.asked()
  provider.fail(new ChatError('rate_limit', 'Too many.'))
  await second.ended
  expect(second.end).toEqual(new ChatError('rate_limit', 'Too many.'))
  expect(clock.pending).toBe(0)
})

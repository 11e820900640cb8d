import { wait } from '@millrace/protocol'
import { type ManualClock, manualClock } from '@millrace/protocol/testing'
import type { SimulatorOptions } from '@millrace/simulator'
import { expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { readAnswer, readUntil } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import { createChatRoute } from './createChatRoute.ts'

// Providers that say nothing, too late, or too little for ever: over real sockets, on a clock that stands still.

/** The simulator on the clock of the test. */
function onClock(clock: ManualClock): Pick<SimulatorOptions, 'clock'> {
  return {
    clock: {
      now: clock.now,
      wait: (ms, signal) => wait(clock, ms, signal).catch(() => undefined),
    },
  }
}

async function behind(fault: string, options: SimulatorOptions = {}) {
  const clock = manualClock(1_700_000_000_000)
  const { simulator, baseURL } = await startSimulator({ ...onClock(clock), ...options })
  let responded: () => void = () => undefined
  const headers = new Promise<void>((resolve) => (responded = resolve))
  const provider = openaiCompatible({
    name: 'simulator',
    baseURL,
    model: `gpt-4o-mini+${fault}`,
    apiKey: 'sk-test',
    async fetch(url, init) {
      const response = await fetch(url, init)
      responded()
      return response
    },
  })
  const logger = recordingLogger()
  const route = createChatRoute({
    providers: [provider],
    logger,
    clock,
    retry: false,
    canned: false,
    // Signs of life to the client are no business of these tests.
    heartbeatMs: 10_000_000,
  })
  return { clock, simulator, logger, headers, api: await serveRoute(route) }
}

/** Moves time on until the body ends. Returns what came and how long it took, in milliseconds. */
async function ended(
  clock: ManualClock,
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  stepMs: number,
): Promise<{ readonly rest: string; readonly tookMs: number }> {
  const startedAt = clock.now()
  const decoder = new TextDecoder()
  let rest = ''
  let over = false
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      rest += decoder.decode(value, { stream: true })
    }
    over = true
  })()
  while (!over && clock.now() - startedAt < 3_600_000) await clock.advance(stepMs)
  await reading
  return { rest, tookMs: clock.now() - startedAt }
}

function readerOf(response: Response): ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> {
  if (response.body === null) throw new Error('There is no body.')
  return response.body.getReader()
}

test('an answer that falls silent ends after 30 s as timeout, text kept, and its request is closed (T-13)', async () => {
  const { clock, simulator, api } = await behind('stall@1500')
  const reader = readerOf(await ask(api))
  const first = await readUntil(reader, 'text-delta')
  expect(simulator.openStreams).toBe(1)
  const { rest, tookMs } = await ended(clock, reader, 1000)
  expect(tookMs).toBeGreaterThanOrEqual(30_000)
  expect(tookMs).toBeLessThan(60_000)
  const answer = await readAnswer(new Response(first + rest))
  expect(answer.text.length).toBeGreaterThan(5)
  expect(answer.error).toMatchObject({ code: 'timeout' })
  expect(answer.facts.status).toBe('failed')
  await simulator.whenIdle()
})

test('a first word after 95 s is waited for (T-14)', async () => {
  const { clock, api, headers } = await behind('slow-first@95000', { answer: () => 'Here I am.' })
  const reading = ask(api).then(readAnswer)
  await headers
  await clock.advance(95_000)
  const { text, facts } = await reading
  expect(text).toBe('Here I am.')
  expect(facts.timings?.firstTokenMs).toBe(95_000)
})

test('a first word that does not come within 120 s ends the answer (T-14)', async () => {
  const { clock, simulator, api, headers } = await behind('slow-first@200000')
  const reading = ask(api).then(readAnswer)
  await headers
  await clock.advance(120_000)
  expect((await reading).error).toMatchObject({ code: 'timeout' })
  await simulator.whenIdle()
})

test('a connection on which nothing is said ends after 10 s, and the log says timeout (T-15)', async () => {
  const { clock, simulator, api, logger } = await behind('no-headers')
  const reading = ask(api).then(readAnswer)
  await expect.poll(() => simulator.openStreams).toBe(1)
  await clock.advance(9999)
  expect(simulator.openStreams).toBe(1)
  await clock.advance(1)
  expect((await reading).error).toMatchObject({ code: 'timeout', retryable: true })
  await simulator.whenIdle()
  expect(logger.records).toContainEqual(
    expect.objectContaining({ event: 'provider-failed', code: 'timeout' }),
  )
})

test('comments every 20 s are no progress: the answer ends after 30 s all the same (T-12)', async () => {
  const { clock, simulator, api } = await behind('slow-drip@20000@3')
  const reader = readerOf(await ask(api))
  const first = await readUntil(reader, 'text-delta')
  const { rest, tookMs } = await ended(clock, reader, 1000)
  expect(tookMs).toBeGreaterThanOrEqual(30_000)
  expect(tookMs).toBeLessThan(60_000)
  const { error, text } = await readAnswer(new Response(first + rest))
  expect(error).toMatchObject({ code: 'timeout' })
  expect(text).not.toBe('')
  await simulator.whenIdle()
})

test('a word every 25 s ends at the limit of ten minutes, every word kept (T-12)', async () => {
  const { clock, simulator, api, headers } = await behind('slow-tokens@25000')
  const startedAt = clock.now()
  const asked = ask(api)
  await headers
  await clock.advance(25_000)
  const reader = readerOf(await asked)
  const decoder = new TextDecoder()
  let body = await readUntil(reader, 'text-delta')
  for (let words = 1; ; words++) {
    await clock.advance(25_000)
    // Time stands still until the word has arrived here.
    const { done, value } = await reader.read()
    if (done) break
    body += decoder.decode(value, { stream: true })
    expect(words).toBeLessThan(100)
  }
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(600_000)
  expect(clock.now() - startedAt).toBeLessThan(700_000)
  const { error, text } = await readAnswer(new Response(body))
  expect(error).toMatchObject({ code: 'timeout' })
  expect(text.length).toBeGreaterThan(20)
  await simulator.whenIdle()
})

test('twenty connections that drop in one answer, each resumed where it broke: the text is exact (T-34)', async () => {
  const truth = 'It went on and on, and nobody knew for how long. '.repeat(60)
  const clock = manualClock(1_700_000_000_000)
  const { simulator, baseURL } = await startSimulator({
    ...onClock(clock),
    pacing: { firstTokenMs: 0, tokenMs: 10 },
    answer: () => truth,
  })
  const provider = openaiCompatible({ baseURL, model: 'gpt-4o-mini', apiKey: 'sk-test' })
  const route = createChatRoute({ providers: [provider], logger: recordingLogger(), clock })
  const api = await serveRoute(route)
  let body = ''
  let last = -1
  const again = (): Promise<Response> =>
    fetch(`${api}/chat-1/stream?run=run-1`, { headers: { 'last-event-id': String(last) } })
  let response = await ask(api, { runId: 'run-1' })
  for (let drops = 0; drops < 20; drops++) {
    const reader = readerOf(response)
    const reading = readUntil(reader, '\n\n')
    await clock.advance(50)
    const piece = await reading
    await reader.cancel()
    // What was cut in two is asked for once more.
    body += piece.slice(0, piece.lastIndexOf('\n\n') + 2)
    last = Number([...body.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1])
    response = await again()
    expect(response.status).toBe(200)
  }
  expect(simulator.openStreams).toBe(1)
  body += (await ended(clock, readerOf(response), 1000)).rest
  const answer = await readAnswer(new Response(body))
  expect(answer.text).toBe(truth)
  expect(answer.numbers).toEqual(answer.numbers.map((_, index) => index))
  expect(simulator.requests).toHaveLength(1)
})

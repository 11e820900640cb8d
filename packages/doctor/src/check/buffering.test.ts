import { encode, endOfStream, type Chunk } from '@millrace/protocol'
import { type ManualClock, manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { gzipSync } from 'node:zlib'
import { through } from '../fixtures/through.ts'
import { examine } from '../examine.ts'
import type { Finding } from '../report/Report.ts'
import { judgeArrivals, type Timed } from './buffering.ts'

/** Words that come at these times after the question, behind a `start` at the first of all. */
function arrivals(startMs: number, wordsMs: readonly number[]): readonly Timed[] {
  const delta = (atMs: number): Timed => ({
    atMs,
    chunk: { type: 'text-delta', id: '0', delta: 'a' },
  })
  return [{ atMs: startMs, chunk: { type: 'start' } }, ...wordsMs.map(delta)]
}

function every(ms: number, count: number, from = 0): readonly number[] {
  return Array.from({ length: count }, (_, index) => from + index * ms)
}

test.each<[string, readonly Timed[], Finding['result'], RegExp]>([
  ['one by one', arrivals(10, every(50, 40, 500)), 'ok', /^41 events came over 2\.4 of 2\.5 s\.$/],
  ['fast, all the time', arrivals(10, every(3, 500, 500)), 'ok', /came over/],
  ['after a long thought, one by one', arrivals(9000, every(50, 40, 9000)), 'ok', /over 1\.9 of/],
  [
    'all at once at the end',
    arrivals(4000, every(1, 40, 4000)),
    'failed',
    /^All 41 events came at once, after 4\.0 s/,
  ],
  [
    'the head early and the words at once at the end',
    arrivals(10, every(0, 40, 4000)),
    'warning',
    /1 burst of some 40 events/,
  ],
  [
    'in heaps',
    arrivals(10, [...every(0, 30, 1000), ...every(0, 30, 2000), ...every(0, 30, 3000)]),
    'warning',
    /3 bursts of some 30/,
  ],
  [
    'in small groups, as providers send them',
    arrivals(
      10,
      every(100, 40).flatMap((ms) => [ms, ms, ms]),
    ),
    'ok',
    /came over/,
  ],
  ['in no time', arrivals(1, every(1, 200, 10)), 'skipped', /whole answer took 209 ms/],
  ['a few', arrivals(1, every(900, 4)), 'skipped', /too few events/],
  ['none', [], 'skipped', /too few events/],
])('events that come %s', (_, timed, result, seen) => {
  expect(judgeArrivals(timed, 0)).toMatchObject({ result, seen: expect.stringMatching(seen) })
})

test('an answer without end is judged without filling the stack', () => {
  expect(judgeArrivals(arrivals(0, every(1, 300_000)), 0).result).toBe('ok')
})

/** A server by the clock: each piece of the answer after so many milliseconds. */
function serverBy(clock: ManualClock, waitsMs: readonly number[], joined: boolean): typeof fetch {
  const chunks: readonly Chunk[] = [
    { type: 'start', messageId: 'm' },
    ...waitsMs.map((): Chunk => ({ type: 'text-delta', id: '0', delta: 'word ' })),
    { type: 'finish' },
  ]
  const events = [...chunks.map((chunk, n) => encode(n, chunk)), encode(chunks.length, endOfStream)]
  const wholeMs = waitsMs.reduce((sum, ms) => sum + ms, 0)
  return async (_, init) => {
    if (init?.method !== 'POST') return new Response(null, { status: 404 })
    let at = 0
    let cancel: (() => void) | undefined
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) =>
        new Promise((resolve) => {
          const text = joined ? events.join('') : (events[at] ?? '')
          cancel = clock.schedule(
            () => {
              controller.enqueue(new TextEncoder().encode(text))
              if (joined || ++at === events.length) controller.close()
              resolve()
            },
            joined ? wholeMs : (waitsMs[at] ?? 0),
          )
        }),
      cancel: () => cancel?.(),
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
}

test.each([
  [false, 'ok'],
  [true, 'failed'],
])(
  'a server that holds its answer to its end (%s) is seen by the clock alone',
  async (held, result) => {
    const clock = manualClock()
    const waitsMs = every(0, 30, 100)
    const fetch = serverBy(clock, waitsMs, held)
    const done = examine('http://server.example/api/chat', { clock, fetch })
    let report: Awaited<typeof done> | undefined
    void done.then((value) => (report = value))
    while (report === undefined) await clock.advance(100)
    expect(report.checks.find(({ id }) => id === 'buffering')).toMatchObject({ result })
    expect(clock.pending).toBe(0)
  },
)

test('a proxy that holds an answer until it is whole is told (T-11)', async () => {
  const found = await through({
    async *hold(events) {
      let all = ''
      for await (const event of events) all += event
      yield all
    },
  })
  expect(found.checks.buffering).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/^All \d+ events came at once, after \d+\.\d s\.$/),
    advice: expect.stringMatching(/proxy_buffering off/),
  })
  // It was over before the stop went out.
  expect(found.results.stop).toBe('skipped')
})

test('one that compresses it to hold it is told by its headers too (T-11)', async () => {
  const { checks } = await through({
    headers: (headers) => headers.set('content-encoding', 'gzip'),
    async *hold(events) {
      let all = ''
      for await (const event of events) all += event
      yield gzipSync(all)
    },
  })
  expect(checks.buffering.result).toBe('failed')
  expect(checks.headers).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/compressed \(content-encoding: gzip\)/),
  })
})

import { encode, endOfStream } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { type Conditions, createNetwork } from './createNetwork.ts'
import type { NetworkReport } from './NetworkReport.ts'

const calm: Conditions = {
  dropShare: 0,
  repeatShare: 0,
  swapShare: 0,
  cutShare: 0,
  offline: false,
  delayMs: 0,
  seed: 1,
}

const events = [
  encode(0, { type: 'start', messageId: 'a' }),
  encode(1, { type: 'text-delta', id: '0', delta: 'Hallöchen' }),
  encode(2, endOfStream),
]

/** A network before a server that says these events at once, and stays on the line if it is told to. */
function setUp(conditions: Partial<Conditions> = {}, stays = false) {
  const clock = manualClock(0)
  const reports: NetworkReport[] = []
  const requests: Request[] = []
  const network = createNetwork({
    clock,
    conditions: { ...calm, ...conditions },
    onReport: (report) => void reports.push(report),
    server: async (request) => {
      requests.push(request)
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(events.join('')))
          if (!stays) controller.close()
        },
      })
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    },
  })
  return { clock, reports, requests, network, change: network.change }
}

test('carries an answer unchanged, and says what passed', async () => {
  const { network, reports } = setUp()
  const response = await network.fetch('/api/chat', { method: 'POST', body: '{}' })
  expect(await response.text()).toBe(events.join(''))
  expect(reports).toEqual([
    { kind: 'request', what: 'question' },
    ...['start', 'text-delta', '[DONE]'].map((type, n) => ({
      kind: 'event',
      n,
      type,
      bytes: new TextEncoder().encode(events[n]).length,
      fate: 'delivered',
    })),
    { kind: 'closed', how: 'end' },
  ])
})

test('tells what a client asks for', async () => {
  const { network, reports } = setUp()
  await network.fetch('/api/chat/1/stream', { headers: { 'last-event-id': '41' } })
  await network.fetch('/api/chat/1/stream', { method: 'DELETE' })
  const requests = reports.filter(({ kind }) => kind === 'request')
  expect(requests).toEqual([
    { kind: 'request', what: 'resume', after: 41 },
    { kind: 'request', what: 'stop' },
  ])
})

test('brings events late, each by another amount and none before its turn', async () => {
  const { network, clock } = setUp({ delayMs: 1000 })
  let text = ''
  const asked = network.fetch('/api/chat', { method: 'POST' })
  const reading = asked.then(async ({ body }) => {
    const decoder = new TextDecoder()
    for await (const bytes of body ?? []) text += decoder.decode(bytes, { stream: true })
  })
  await clock.advance(10)
  expect(text).toBe('')
  await clock.advance(4000)
  await reading
  expect(text).toBe(events.join(''))
  expect(clock.pending).toBe(0)
})

test('breaks in the middle of an event, after what came before it was read', async () => {
  const { network, reports } = setUp({ seed: 9, cutShare: 0.5 })
  const reader = (await network.fetch('/api/chat', { method: 'POST' })).body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const read = async (): Promise<void> => {
    for (;;) {
      const result = await reader?.read()
      if (result?.done !== false) return
      text += decoder.decode(result.value, { stream: true })
    }
  }
  await expect(read()).rejects.toThrow(TypeError)
  const fates = reports.flatMap((report) => (report.kind === 'event' ? [report.fate] : []))
  expect(fates.at(-1)).toBe('cut')
  const whole = events.slice(0, fates.length - 1).join('')
  expect(text.startsWith(whole)).toBe(true)
  expect(text.length).toBeGreaterThan(whole.length)
  expect(text.length).toBeLessThan(events.slice(0, fates.length).join('').length)
  expect(reports.at(-1)).toEqual({ kind: 'closed', how: 'broken' })
})

test('breaks what is open when it goes offline, lets nothing through, and says when it is back', async () => {
  const { network, requests, reports, change } = setUp({}, true)
  const reader = (await network.fetch('/api/chat', { method: 'POST' })).body?.getReader()
  let woken = 0
  network.onWake(() => woken++)
  change({ ...calm, offline: true })
  await expect(reader?.read()).rejects.toThrow('network error')
  expect(requests[0]?.signal.aborted).toBe(true)
  await expect(network.fetch('/api/chat')).rejects.toThrow(new TypeError('Failed to fetch'))
  expect(reports.slice(-3)).toEqual([
    { kind: 'closed', how: 'lost' },
    { kind: 'request', what: 'resume', after: -1 },
    { kind: 'unreachable' },
  ])
  expect(requests).toHaveLength(1)
  change(calm)
  expect(woken).toBe(1)
})

test('takes a request back when its client does', async () => {
  const { network, requests, reports, clock } = setUp({ delayMs: 100 }, true)
  const controller = new AbortController()
  const { signal } = controller
  const asked = network.fetch('/api/chat', { method: 'POST', signal })
  await clock.advance(100)
  const response = await asked
  controller.abort(new DOMException('Stopped.', 'AbortError'))
  await expect(response.text()).rejects.toThrow('Stopped.')
  expect(requests[0]?.signal.aborted).toBe(true)
  expect(reports.at(-1)).toEqual({ kind: 'closed', how: 'left' })
  expect(clock.pending).toBe(0)
  await expect(network.fetch('/api/chat', { signal })).rejects.toThrow('Stopped.')
})

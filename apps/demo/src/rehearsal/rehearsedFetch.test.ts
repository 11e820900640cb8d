import { bodyOf, inPieces, seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { cutAtBytes, rehearsedFetch, type Way } from './rehearsedFetch.ts'

const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'x-millrace-stream': 's1' }

/** A stream of so many events, each with letters of more than one byte. */
function eventsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `id: ${n}\ndata: "水車 ${n}"\n\n`)
}

/** A route that answers with this text, and a page that asks it over such a way. */
function asked(
  way: Way | undefined,
  text: string,
  pieces: Parameters<typeof inPieces>[1],
  init: ResponseInit = { headers },
) {
  let requests = 0
  const send = rehearsedFetch(
    () => way,
    async () => {
      requests++
      return new Response(bodyOf(inPieces(new TextEncoder().encode(text), pieces)), init)
    },
  )
  return { send, requests: () => requests }
}

test('a way on which nothing is wrong hands the very response through', async () => {
  const response = new Response('{}')
  expect(
    await rehearsedFetch(
      () => undefined,
      async () => response,
    )('/api/chat'),
  ).toBe(response)
})

test('a route that cannot be reached is not asked, and fails as a browser fails', async () => {
  const { send, requests } = asked('unreachable', '', 1)
  await expect(send('/api/chat')).rejects.toThrow(TypeError)
  expect(requests()).toBe(0)
  const reason = new Error('Stopped.')
  await expect(send('/api/chat', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

test.each([1, 7, 4096, 1_000_000])(
  'a stream is cut off after as many bytes, in pieces of %i',
  async (size) => {
    const text = eventsOf(500).join('')
    const { send } = asked('cut', text, size)
    const response = await send('/api/chat')
    expect(response.headers.get('x-millrace-stream')).toBe('s1')
    const reader = response.body?.getReader()
    let bytes = 0
    const read = async () => {
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
        if (done) return
        bytes += value?.length ?? 0
      }
    }
    await expect(read()).rejects.toThrow(TypeError)
    expect(bytes).toBe(cutAtBytes)
  },
)

test('a stream that is shorter comes whole', async () => {
  const text = eventsOf(10).join('')
  expect(await (await asked('cut', text, 64).send('/api/chat')).text()).toBe(text)
})

test.each([3, 4])(
  'of two events the second comes first, and once more: %i events',
  async (count) => {
    const [first, second, third, fourth] = eventsOf(count)
    const orders = new Map([
      [3, [second, first, second, third]],
      [4, [second, first, second, fourth, third, fourth]],
    ])
    const random = seededRandom(7)
    for (const pieces of [1, 5, 1000, random]) {
      const { send } = asked('shuffled', eventsOf(count).join(''), pieces)
      const response = await send('/api/chat')
      expect(await response.text()).toBe(orders.get(count)?.join(''))
    }
  },
)

test('an event without its end comes as it is', async () => {
  const text = `${eventsOf(2).join('')}data: half`
  const [first = '', second = ''] = eventsOf(2)
  const { send } = asked('shuffled', text, 4)
  expect(await (await send('/api/chat')).text()).toBe(`${second}${first}${second}data: half`)
})

test.each<Way>(['cut', 'shuffled'])('what is no stream comes as it is: %s', async (way) => {
  const text = 'x\n\n'.repeat(4000)
  const json = { headers: { 'content-type': 'application/json' }, status: 404 }
  const response = await asked(way, text, 1000, json).send('/api/chat')
  expect(response.status).toBe(404)
  expect(await response.text()).toBe(text)
})

test.each<Way>(['cut', 'shuffled'])('who leaves a stream leaves the route too: %s', async (way) => {
  let left = false
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => {
      left = true
    },
  })
  const send = rehearsedFetch(
    () => way,
    async () => new Response(endless, { headers }),
  )
  const reader = (await send('/api/chat')).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  expect(left).toBe(true)
})

import { type Chunk, encode, endOfStream, textOf } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { createHttpTransport } from '../transport/createHttpTransport.ts'
import type { FinishEvent } from './ChatOptions.ts'
import { createChat } from './createChat.ts'

const chunks: readonly (Chunk | typeof endOfStream)[] = [
  { type: 'start', messageId: 'answer' },
  { type: 'start-step' },
  { type: 'text-start', id: '0' },
  ...['one ', 'two ', 'three ', 'four '].map((delta): Chunk => ({
    type: 'text-delta',
    id: '0',
    delta,
  })),
  { type: 'text-end', id: '0' },
  { type: 'finish', finishReason: 'stop' },
  endOfStream,
]
const truth = 'one two three four '

/** A world in which every wait, frame and read takes one microtask, and everything held is counted. */
function countedWorld() {
  const held = { timers: 0, frames: 0, listeners: 0, bodies: 0 }

  function later(kind: 'timers' | 'frames', task: () => void): () => void {
    let waiting = true
    held[kind]++
    function release(): void {
      if (waiting) held[kind]--
      waiting = false
    }
    queueMicrotask(() => {
      if (!waiting) return
      release()
      task()
    })
    return release
  }

  function listen(): () => void {
    let on = true
    held.listeners++
    return () => {
      if (on) held.listeners--
      on = false
    }
  }

  /** A body of single events that breaks off before the event numbered `until`. */
  function body(
    from: number,
    until: number,
    signal: AbortSignal,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    let n = from
    held.bodies++
    let open = true
    const close = (): void => {
      if (open) held.bodies--
      open = false
    }
    return new ReadableStream({
      start(controller) {
        signal.addEventListener('abort', () => {
          if (open) controller.error(signal.reason)
          close()
        })
      },
      pull(controller) {
        const chunk = chunks[n]
        if (n >= until || chunk === undefined) {
          close()
          if (n >= chunks.length) controller.close()
          else controller.error(new TypeError('terminated'))
          return
        }
        controller.enqueue(new TextEncoder().encode(encode(n++, chunk)))
      },
      cancel: close,
    })
  }

  const requests: string[] = []
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const method = init?.method ?? 'GET'
    requests.push(method)
    init?.signal?.throwIfAborted()
    if (method === 'DELETE') return new Response(null, { status: 204 })
    const after = Number(new Headers(init?.headers).get('last-event-id') ?? -1)
    const until = method === 'POST' ? 5 : chunks.length
    return new Response(body(after + 1, until, init?.signal ?? new AbortController().signal), {
      headers: { 'content-type': 'text/event-stream', 'x-millrace-stream': 's' },
    })
  }

  const events: FinishEvent[] = []
  let now = 0
  const chat = createChat({
    transport: createHttpTransport({ fetch, clock: { now: () => now, schedule: () => listen() } }),
    clock: { now: () => now++, schedule: (task) => later('timers', task) },
    frames: {
      onFrame: (task) => later('frames', task),
      onTask: (task) => later('frames', task),
      isHidden: () => false,
      onVisibilityChange: () => listen(),
    },
    wake: { onWake: () => listen() },
    gapWaitMs: 10,
    onFinish: (event) => events.push(event),
  })
  return { chat, held, events, requests }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
}

test('without a stop the answer comes whole over two connections', async () => {
  const { chat, held, events, requests } = countedWorld()
  await chat.sendMessage('Hi')
  expect(textOf(chat.getState().messages[1] ?? { parts: [] })).toBe(truth)
  expect(requests).toEqual(['POST', 'GET'])
  expect(events).toHaveLength(1)
  expect(held).toEqual({ timers: 0, frames: 0, listeners: 0, bodies: 0 })
})

test('a stop at any await ends the run once, keeps a prefix, and leaves nothing behind (T-23)', async () => {
  const kept = new Set<string>()
  let stoppedAt = 0
  for (let at = 0; at < 600; at++) {
    const { chat, held, events, requests } = countedWorld()
    const asked = chat.sendMessage('Hi')
    await turns(at)
    const was = chat.getState().run.status
    await chat.stop()
    const state = chat.getState()
    await asked
    await new Promise((resolve) => setImmediate(resolve))
    expect(chat.getState(), `await ${at}`).toBe(state)
    expect(state.run, `await ${at}`).toEqual({ status: 'idle' })
    expect(events, `await ${at}`).toHaveLength(1)
    const text = textOf(state.messages[1] ?? { parts: [] })
    expect(truth.startsWith(text), `await ${at}`).toBe(true)
    expect(held, `await ${at}`).toEqual({ timers: 0, frames: 0, listeners: 0, bodies: 0 })
    expect(requests.filter((method) => method === 'POST').length, `await ${at}`).toBeLessThan(2)
    if (was !== 'idle') {
      stoppedAt++
      kept.add(text)
      expect(events[0]?.isAbort, `await ${at}`).toBe(true)
    }
  }
  // The sweep went through all of it: before the first word, between any two, and past the end.
  expect([...kept]).toEqual(['', 'one ', 'one two ', 'one two three ', truth])
  expect(stoppedAt).toBeGreaterThan(50)
  expect(stoppedAt).toBeLessThan(600)
})

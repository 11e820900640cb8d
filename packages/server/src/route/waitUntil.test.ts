import { textOf } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { question } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer, readUntil } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { memoryHistory } from '../history/memoryHistory.ts'
import type { ChatRoute, ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

const api = 'http://localhost/api/chat'

/** Sends requests as a platform does that ends a process with its last work. */
function setUp(options: Partial<ChatRouteOptions> = {}): {
  readonly provider: ReturnType<typeof handFedProvider>
  readonly send: (request: Request) => ReturnType<ChatRoute>
  /** What the platform was handed, in order. */
  readonly works: readonly { readonly over: Promise<unknown>; readonly isOver: boolean }[]
} {
  const provider = handFedProvider()
  const route = createChatRoute({ providers: [provider], logger: recordingLogger(), ...options })
  const works: { over: Promise<unknown>; isOver: boolean }[] = []
  function waitUntil(over: Promise<unknown>): void {
    const work = { over, isOver: false }
    void over.then(() => (work.isOver = true))
    works.push(work)
  }
  return { provider, works, send: (request) => route(request, { waitUntil }) }
}

test('the work that a platform waits for is over when the whole answer can be read, listener or not', async () => {
  const { provider, send, works } = setUp()
  const response = await send(question(api, { runId: 'run-1' }))
  await response.body?.cancel()
  await provider.asked()
  const back = await send(new Request(`${api}/chat-1/stream?run=run-1`))
  const reader = back.body?.getReader()
  if (reader === undefined) throw new Error('There is no body.')
  for (const word of ['To ', 'the ', 'end.']) {
    provider.say(word)
    await readUntil(reader, word)
    expect(works.map(({ isOver }) => isOver)).toEqual([false])
  }
  await reader.cancel()
  provider.finish()
  await works[0]?.over
  const replay = await send(new Request(`${api}/chat-1/stream?run=run-1`))
  const { text, types } = await readAnswer(replay)
  expect([text, types.at(-1)]).toEqual(['To the end.', '[DONE]'])
  // Reading is no work of its own.
  expect(works).toHaveLength(1)
})

test('nor is it over before the answer is in the history', async () => {
  const kept = memoryHistory()
  let keep: () => void = () => undefined
  const mayKeep = new Promise<void>((resolve) => (keep = resolve))
  let reached: () => void = () => undefined
  const isKept = new Promise<void>((resolve) => (reached = resolve))
  const { provider, send, works } = setUp({
    clock: manualClock(),
    history: {
      ...kept,
      async save(chat, messages) {
        if (messages.some(({ role }) => role === 'assistant')) {
          reached()
          await mayKeep
        }
        await kept.save(chat, messages)
      },
    },
  })
  const message = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hello' }] }
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'run-1' }
  const body = JSON.stringify({ id: 'chat-1', message, parentId: null, trigger: 'submit-message' })
  const response = await send(new Request(api, { method: 'POST', headers, body }))
  await provider.asked()
  provider.say('Kept.')
  provider.finish()
  await isKept
  await nextTurn()
  expect(works.map(({ isOver }) => isOver)).toEqual([false])
  keep()
  await works[0]?.over
  expect((await readAnswer(response)).text).toBe('Kept.')
  const page = await kept.load({ id: 'chat-1', who: {} }, { limit: 10 })
  expect(page.messages.map(textOf)).toEqual(['Hello', 'Kept.'])
})

test('a client that cannot come back ends the work by leaving', async () => {
  const { provider, send, works } = setUp()
  const response = await send(question(api))
  await provider.asked()
  await response.body?.cancel()
  await works[0]?.over
  expect(works).toHaveLength(1)
  await provider.idle()
})

test('what is refused, and what only repeats, is no work', async () => {
  const { provider, send, works } = setUp()
  const first = await send(question(api, { runId: 'run-1' }))
  const again = await send(question(api, { runId: 'run-1' }))
  expect((await send(question(api, { runId: 'run-2' }))).status).toBe(409)
  await provider.asked()
  provider.finish()
  await Promise.all([readAnswer(first), readAnswer(again)])
  expect(works).toHaveLength(1)
})

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

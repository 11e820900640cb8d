import { type Message, type TokenCounter, type TrimReport, withFacts } from '@millrace/protocol'
import { expect, test, vi } from 'vitest'
import type { SendRequest, Transport } from './Transport.ts'
import { withWindow } from './withWindow.ts'

/** A transport that remembers what it was given. */
function remembering() {
  const sent: SendRequest[] = []
  const transport: Transport = {
    async send(request) {
      sent.push(request)
      return { streamId: undefined, frames: (async function* () {})() }
    },
    resume: async () => undefined,
    stop: async () => undefined,
    isNumbered: () => false,
  }
  return { transport, sent }
}

function talk(turns: number, characters: number, word = 'word '): Message[] {
  return Array.from({ length: turns * 2 }, (_, index) => ({
    id: `m${index}`,
    role: index % 2 === 0 ? 'user' : 'assistant',
    parts: [{ type: 'text', text: word.repeat(characters / word.length) }],
  }))
}

const { signal } = new AbortController()

async function send(
  messages: readonly Message[],
  window?: Parameters<typeof withWindow>[1],
): Promise<{ readonly request: SendRequest; readonly reports: readonly TrimReport[] }> {
  const { transport, sent } = remembering()
  const reports: TrimReport[] = []
  const bounded = withWindow(transport, window, (report) => reports.push(report))
  await bounded.send({ chatId: 'c', runId: 'r', messages, trigger: 'submit-message' }, { signal })
  const [request] = sent
  if (request === undefined) throw new Error('Nothing was sent.')
  return { request, reports }
}

test('a conversation that a body can hold is sent as it is, and nothing is said of it', async () => {
  const messages = talk(20, 1000)
  const { request, reports } = await send(messages)
  expect(request.messages).toBe(messages)
  expect(request.leftOut).toBeUndefined()
  expect(reports).toEqual([])
})

test('an automatic reply among them is nothing that was left out', async () => {
  const nap = { ...talk(1, 100)[1], metadata: { millrace: { canned: 'outage' } } } as Message
  const messages = [...talk(2, 100), { ...nap, id: 'nap' }, ...talk(1, 100)]
  const { request } = await send(messages)
  expect(request.leftOut).toBeUndefined()
  expect(request.messages).toBe(messages)
})

test.each([
  ['English, by tokens', talk(400, 2500)],
  ['Chinese, by tokens', talk(400, 1000, '流式输出')],
  ['line breaks and quotes, by bytes', talk(300, 3000, '"\n\t\\ ')],
])('a longer one is bounded to newest whole turns under a mebibyte: %s', async (_, history) => {
  const messages = [...history, { ...history[0], id: 'new' } as Message]
  const { request } = await send(messages)
  const { messages: kept, leftOut = 0 } = request
  expect(leftOut).toBeGreaterThan(0)
  expect(kept).toEqual(messages.slice(leftOut))
  expect(kept[0]?.role).toBe('user')
  const bytes = new TextEncoder().encode(JSON.stringify({ id: 'c', messages: kept })).length
  expect(bytes).toBeLessThan(1_048_576)
})

test('the beginning stays the same for many turns, so that the route can cut at the same place', async () => {
  const history = talk(600, 2500)
  const beginnings = new Set<string | undefined>()
  for (let turn = 400; turn < 440; turn++) {
    const { request } = await send(history.slice(0, turn * 2 + 1))
    beginnings.add(request.messages[0]?.id)
  }
  expect(beginnings.size).toBeLessThanOrEqual(3)
})

test('of 10,000 messages only those that may go into a body are weighed, and what is pinned stays', async () => {
  const instructions: Message = {
    id: 'instructions',
    role: 'system',
    parts: [{ type: 'text', text: 'Be kind.' }],
  }
  const history = talk(5000, 1000)
  history.splice(6, 1, withFacts(history[6] as Message, { pinned: true }))
  history.splice(8, 1, withFacts(history[8] as Message, { canned: 'outage' }))
  const messages = [instructions, ...history, { ...history[0], id: 'new' } as Message]
  const weighed = vi.spyOn(JSON, 'stringify')
  const { request } = await send(messages)
  expect(weighed.mock.calls.length).toBeLessThan(900_000 / 1000 + 300)
  weighed.mockRestore()
  const { messages: kept, leftOut = 0 } = request
  expect(kept.slice(0, 2).map(({ id }) => id)).toEqual(['instructions', 'm6'])
  expect(kept.slice(2)).toEqual(messages.slice(-(kept.length - 2)))
  // The automatic reply is nothing that was left out.
  expect(leftOut).toBe(messages.length - kept.length - 1)
})

test('one message that is too large alone is the route’s to refuse', async () => {
  const messages = talk(1, 1_200_000).slice(0, 1)
  expect((await send(messages)).request.messages).toEqual(messages)
})

test('the content of files is not counted: it has limits of its own', async () => {
  const messages: Message[] = [
    ...talk(2, 1000),
    {
      id: 'photo',
      role: 'user',
      parts: [
        {
          type: 'file',
          mediaType: 'image/png',
          url: `data:image/png;base64,${'A'.repeat(3_000_000)}`,
        },
      ],
    },
  ]
  expect((await send(messages)).request.messages).toBe(messages)
})

test('for a backend that does not cut, the cut here is final and reported', async () => {
  const messages = [...talk(40, 1000), { ...talk(1, 100)[0], id: 'new' } as Message]
  const { request, reports } = await send(messages, { model: { contextWindow: 5000 } })
  // Our route, should it be one, adds these to what it leaves out itself.
  expect(request.leftOut).toBe(messages.length - request.messages.length)
  expect(request.messages.length).toBeLessThan(30)
  expect(reports).toMatchObject([{ windowTokens: 5000, estimated: true }])
  expect(reports[0]?.droppedMessages).toBe(request.leftOut)
})

test('counts that are made elsewhere are waited for, once for each text', async () => {
  const asked: string[] = []
  const known = new Map<string, number>()
  const tokens: TokenCounter = {
    name: 'elsewhere',
    count: (text) => known.get(text) ?? 1_000_000,
    async prepare(texts) {
      await Promise.resolve()
      for (const text of texts) {
        asked.push(text)
        known.set(text, 10)
      }
    },
  }
  const { reports } = await send(talk(3, 100), { tokens })
  expect(reports).toMatchObject([{ droppedMessages: 0, estimated: false }])
  expect(new Set(asked).size).toBe(1)
})

test('a message that cannot fit there fails the run with its code', async () => {
  await expect(
    send(talk(1, 100_000).slice(0, 1), { model: { contextWindow: 5000 } }),
  ).rejects.toThrow(expect.objectContaining({ code: 'turn_too_large' }))
})

test('where only the last message is sent nothing is measured or cut, and nothing is said of it', async () => {
  const { transport, sent } = remembering()
  const reports: TrimReport[] = []
  const last: Transport = { ...transport, sends: 'last' }
  const bounded = withWindow(last, { windowCap: 1000 }, (report) => reports.push(report))
  const messages = talk(2000, 2500)
  await bounded.send({ chatId: 'c', runId: 'r', messages, trigger: 'submit-message' }, { signal })
  expect(sent[0]?.messages).toBe(messages)
  expect(reports).toEqual([])
})

test('where what counts cannot be loaded there is no network: a short conversation needs none of it', async () => {
  const { transport, sent } = remembering()
  const missing = vi.fn(() => Promise.reject(new TypeError('Failed to fetch a module')))
  const bounded = withWindow(transport, undefined, () => undefined, missing)
  const ask = (messages: readonly Message[]) =>
    bounded.send({ chatId: 'c', runId: 'r', messages, trigger: 'submit-message' }, { signal })
  await ask(talk(2, 1000))
  expect(missing).not.toHaveBeenCalled()
  await expect(ask(talk(40, 1000))).rejects.toMatchObject({ code: 'network', retryable: true })
  expect(sent).toHaveLength(1)
})

import {
  chatTokens,
  decode,
  defaultCatalogue,
  mergeCatalogue,
  type Message,
  readEvents,
} from '@millrace/protocol'
import { o200k } from '@millrace/protocol/o200k'
import { describe, expect, test } from 'vitest'
import type { Provider, ProviderRequest } from '../provider/Provider.ts'
import type { ChatRouteOptions } from '../route/ChatRouteOptions.ts'
import { createChatRoute } from '../route/createChatRoute.ts'

const tokens = o200k()

/** A model that remembers what it was asked, and says a lot. */
function rememberingProvider(model = 'gpt-4o-mini') {
  const requests: ProviderRequest[] = []
  const provider: Provider = {
    name: 'test',
    model,
    async *stream(request) {
      requests.push(request)
      yield [{ type: 'text', text: 'The quick brown fox jumps over the lazy dog. '.repeat(300) }]
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
  return { provider, requests }
}

async function ask(
  options: Partial<ChatRouteOptions>,
  provider: Provider,
  messages: readonly Message[],
): Promise<{
  readonly status: number
  readonly body: string
  readonly report: unknown
  readonly text: string
}> {
  const route = createChatRoute({
    identify: () => ({ user: 'u' }),
    ...options,
    providers: [provider],
  })
  const response = await route(
    new Request('http://route/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'c', messages }),
    }),
  )
  if (!response.ok || response.body === null) {
    return { status: response.status, body: await response.text(), report: undefined, text: '' }
  }
  let report: unknown
  let text = ''
  for await (const events of readEvents(response.body)) {
    for (const event of events) {
      const frame = decode(event)
      if ('bad' in frame) throw new Error(frame.bad)
      if (frame.chunk.type === 'data-millrace-context-window')
        report = (frame.chunk as { data: unknown }).data
      if (frame.chunk.type === 'text-delta') text += frame.chunk.delta
    }
  }
  return { status: response.status, body: '', report, text }
}

function said(role: 'user' | 'assistant', id: string, text: string): Message {
  return { id, role, parts: [{ type: 'text', text }] }
}

/** What the model was sent, counted as OpenAI counts it. */
function sentTokens({ prompt }: ProviderRequest): number {
  return chatTokens(
    tokens,
    prompt.map(({ role, content }) => ({
      role,
      content:
        typeof content === 'string'
          ? content
          : content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    })),
  )
}

test('a conversation grown to 200K tokens keeps answering, and never over the window', async () => {
  const { provider, requests } = rememberingProvider()
  const messages: Message[] = []
  let dropped = 0
  for (let turn = 0; turn < 70; turn++) {
    messages.push(
      said('user', `q${turn}`, `Question ${turn}. ${'Tell me more, please. '.repeat(20)}`),
    )
    const { report, text } = await ask(
      { tokens, system: 'Be brief.', limits: { bodyBytes: 16_000_000 } },
      provider,
      messages,
    )
    messages.push(said('assistant', `a${turn}`, text))
    if ((report as { droppedMessages: number }).droppedMessages > 0) dropped++
  }
  const whole = chatTokens(
    tokens,
    messages.map(({ role, parts: [part] }) => ({
      role,
      content: part?.type === 'text' ? part.text : '',
    })),
  )
  expect(whole).toBeGreaterThan(200_000)
  expect(dropped).toBeGreaterThan(10)
  for (const request of requests) {
    expect(sentTokens(request) + request.maxOutputTokens).toBeLessThanOrEqual(128_000)
    expect(request.prompt[0]).toEqual({ role: 'system', content: 'Be brief.' })
  }
}, 60_000)

describe('whatever the client sent', () => {
  const history = Array.from({ length: 40 }, (_, n) =>
    said(n % 2 === 0 ? 'user' : 'assistant', `m${n}`, 'Some words of this length. '.repeat(20)),
  )
  const messages = [...history, said('user', 'new', 'And now?')]
  const catalogue = mergeCatalogue(defaultCatalogue, [
    { id: 'small', contextWindow: 3000, maxOutputTokens: 200 },
  ])

  test('the window is that of the model that answers, and the report names what was left out', async () => {
    const { provider, requests } = rememberingProvider('small')
    const { report } = await ask({ tokens, catalogue }, provider, messages)
    expect(report).toMatchObject({ windowTokens: 3000, estimated: false })
    const { droppedMessages, firstKeptId } = report as {
      droppedMessages: number
      firstKeptId: string
    }
    expect(requests[0]?.prompt).toHaveLength(messages.length - droppedMessages)
    expect(firstKeptId).toBe(`m${droppedMessages}`)
  })

  test("the answer's limit is the model's own at most", async () => {
    const { provider, requests } = rememberingProvider('small')
    await ask({ tokens, catalogue, maxOutputTokens: 4000 }, provider, messages)
    expect(requests[0]?.maxOutputTokens).toBe(200)
  })

  test('without exact counts the estimate keeps a margin and stays within the truth', async () => {
    const { provider, requests } = rememberingProvider('small')
    const { report } = await ask({ catalogue }, provider, messages)
    expect(report).toMatchObject({ estimated: true })
    expect(sentTokens(requests[0] as ProviderRequest) + 200).toBeLessThanOrEqual(3000)
  })

  test('a latest message that does not fit is refused before a model is asked', async () => {
    const { provider, requests } = rememberingProvider('small')
    const huge = [said('user', 'huge', 'word '.repeat(10_000))]
    const { status, body } = await ask({ tokens, catalogue }, provider, huge)
    expect(status).toBe(413)
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'turn_too_large', retryable: false } })
    expect(requests).toHaveLength(0)
  })

  test('the report comes with every answer, so that a meter can stand at ten per cent', async () => {
    const { provider } = rememberingProvider()
    const { report } = await ask({ tokens }, provider, messages)
    expect(report).toMatchObject({ droppedMessages: 0, budget: 126_976, windowTokens: 128_000 })
  })
})

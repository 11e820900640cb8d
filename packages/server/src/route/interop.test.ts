import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { factsOf, type Message } from '@millrace/protocol'
import { DefaultChatTransport, readUIMessageStream, streamText, type UIMessage } from 'ai'
import { describe, expect, test } from 'vitest'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serve, serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { toNodeListener } from '../node/toNodeListener.ts'
import { fromLanguageModel } from '../provider/fromLanguageModel.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import type { Provider } from '../provider/Provider.ts'
import { createChatRoute } from './createChatRoute.ts'

const text = 'A *millrace* — 水路 👩‍💻 — keeps the water level.\n\n- one\n- two\n'
const question: UIMessage = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hello' }] }
const asked = { chatId: 'chat-1', messages: [question], messageId: undefined }

function textOf(message: UIMessage | undefined): string {
  return (message?.parts ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('')
}

async function lastOf(stream: Parameters<typeof readUIMessageStream>[0]['stream']) {
  let last: UIMessage | undefined
  for await (const message of readUIMessageStream({ stream })) last = message
  return last
}

describe("the AI SDK's own client", () => {
  const providers: readonly (readonly [string, (baseURL: string) => Provider])[] = [
    [
      'openaiCompatible',
      (baseURL) => openaiCompatible({ baseURL, model: 'gpt-4o-mini', apiKey: 'sk-test' }),
    ],
    [
      'fromLanguageModel',
      (baseURL) =>
        fromLanguageModel(
          createOpenAICompatible({ name: 'simulator', baseURL, apiKey: 'sk-test' }).chatModel(
            'gpt-4o-mini',
          ),
        ),
    ],
  ]

  test.each(providers)('reads our route with %s: the text and the facts', async (_, providerAt) => {
    const { baseURL } = await startSimulator({ answer: () => text })
    const route = createChatRoute({ providers: [providerAt(baseURL)], logger: recordingLogger() })
    const transport = new DefaultChatTransport({ api: await serveRoute(route) })
    const stream = await transport.sendMessages({
      ...asked,
      trigger: 'submit-message',
      abortSignal: undefined,
    })
    const message = await lastOf(stream)
    expect(textOf(message)).toBe(text)
    expect(message?.role).toBe('assistant')
    expect(message?.id).toMatch(/^[0-9a-f]{32}$/)
    expect(factsOf(message as Message)).toMatchObject({ finishReason: 'stop', parentId: 'q' })
  })

  test('reads the failure of a provider as an error with our sentence', async () => {
    const { baseURL } = await startSimulator()
    const provider = openaiCompatible({ baseURL, model: 'gpt-4o-mini+429', apiKey: 'sk-test' })
    const route = createChatRoute({
      providers: [provider],
      logger: recordingLogger(),
      retry: false,
      canned: false,
    })
    const transport = new DefaultChatTransport({ api: await serveRoute(route) })
    const stream = await transport.sendMessages({
      ...asked,
      trigger: 'submit-message',
      abortSignal: undefined,
    })
    const types: string[] = []
    const errors: string[] = []
    for await (const chunk of stream) {
      types.push(chunk.type)
      if (chunk.type === 'error') errors.push(chunk.errorText)
    }
    expect(types.slice(-2)).toEqual(['data-millrace-error', 'error'])
    expect(errors).toEqual([expect.stringContaining('too many requests')])
  })

  test('reconnects to the running answer from its start, and to none with null', async () => {
    const provider = handFedProvider()
    const logger = recordingLogger()
    const route = createChatRoute({ providers: [provider], logger, resumable: 'always' })
    const transport = new DefaultChatTransport({ api: await serveRoute(route) })
    expect(await transport.reconnectToStream({ chatId: 'chat-1' })).toBeNull()
    const leaving = new AbortController()
    const first = await transport.sendMessages({
      ...asked,
      trigger: 'submit-message',
      abortSignal: leaving.signal,
    })
    await provider.asked()
    provider.say('Still ')
    await first.getReader().read()
    leaving.abort()
    const again = await transport.reconnectToStream({ chatId: 'chat-1' })
    if (again === null) throw new Error('Nothing to reconnect to.')
    provider.say('here.')
    provider.finish()
    expect(textOf(await lastOf(again))).toBe('Still here.')
  })
})

test('our functions read what a route of the AI SDK streams: no numbers, the same text', async () => {
  const { baseURL } = await startSimulator({ answer: () => text })
  const model = createOpenAICompatible({ name: 'simulator', baseURL, apiKey: 'sk-test' })
  const url = await serve(
    toNodeListener(async () =>
      streamText({
        model: model.chatModel('gpt-4o-mini'),
        prompt: 'Hello',
      }).toUIMessageStreamResponse(),
    ),
  )
  const response = await fetch(url)
  expect(response.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1')
  const answer = await readAnswer(response)
  expect(answer.text).toBe(text)
  expect(answer.types[0]).toBe('start')
  expect(answer.types.slice(-2)).toEqual(['finish', '[DONE]'])
  expect(new Set(answer.numbers)).toEqual(new Set([undefined]))
})

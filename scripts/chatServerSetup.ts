import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createChatRoute, openaiCompatible } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'
import { createSimulator } from '@millrace/simulator'
import { tests as commonmark } from 'commonmark-spec'
import { convertToModelMessages, streamText, type UIMessage } from 'ai'
import type { TestProject } from 'vitest/node'
import { benchTexts, type MarkdownText, recordedTexts } from './markdownTexts.ts'
import { type Recording, recordingsFolder, recordingsOf } from './readRecordings.ts'
import { readVectors } from './readVectors.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server with our route at `/millrace` and one made with the AI SDK alone at `/ai-sdk`. */
    readonly chatServerUrl: string
    readonly chatRecordings: readonly Recording[]
    readonly recordedTexts: readonly MarkdownText[]
    readonly benchTexts: readonly MarkdownText[]
    /** Hostile Markdown, from the folder in `MILLRACE_VECTORS` or the project's copy. */
    readonly markdownVectors: unknown
    readonly commonmarkExamples: readonly string[]
  }
}

/**
 * Two back ends for tests in a browser, in front of one simulator. The query says which model answers
 * (`?model=recording:chat.openai.text`) and how its bytes are cut (`&cut=byte`).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const recordings = recordingsFolder()
  const simulator = createSimulator({
    pacing: 'none',
    ...(recordings === undefined ? {} : { recordings }),
  })
  const { baseURL, close } = await simulator.listen()
  const routes = new Map<string, Listener>()

  function listenerFor(path: string, model: string, cut: string, origin: string): Listener {
    const key = `${path} ${model} ${cut} ${origin}`
    const known = routes.get(key)
    if (known !== undefined) return known
    const headers = { 'x-simulator-cut': cut }
    const listener = toNodeListener(
      path === '/ai-sdk'
        ? aiSdkRoute(baseURL, model, headers)
        : ourRoute(baseURL, model, headers, origin),
    )
    routes.set(key, listener)
    return listener
  }

  const server = createServer((request, response) => {
    allowAll(response)
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const path = `/${pathname.split('/')[1] ?? ''}`
    listenerFor(
      path,
      searchParams.get('model') ?? 'gpt-4o-mini',
      searchParams.get('cut') ?? 'event',
      request.headers.origin ?? '',
    )(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('chatServerUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  project.provide('chatRecordings', recordingsOf('chat-completions'))
  project.provide('recordedTexts', recordedTexts())
  project.provide('benchTexts', await benchTexts())
  project.provide('markdownVectors', readVectors('markdown-xss', 'react'))
  project.provide(
    'commonmarkExamples',
    commonmark.map(({ markdown }) => markdown),
  )
  return async () => {
    server.closeAllConnections()
    server.close()
    await close()
  }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void
type Route = (request: Request) => Promise<Response>

function ourRoute(
  baseURL: string,
  model: string,
  headers: Record<string, string>,
  origin: string,
): Route {
  return createChatRoute({
    // The tests' page comes from another port.
    origins: origin === '' ? [] : [origin],
    providers: [openaiCompatible({ name: 'simulator', baseURL, model, headers, apiKey: 'test' })],
    maxOutputTokens: 100_000,
    identify: () => ({ user: 'test' }),
  })
}

/** As the AI SDK's own documentation writes a route. */
function aiSdkRoute(baseURL: string, model: string, headers: Record<string, string>): Route {
  const provider = createOpenAICompatible({ name: 'simulator', baseURL, headers, apiKey: 'test' })
  return async (request) => {
    const { messages } = (await request.json()) as { messages: UIMessage[] }
    const result = streamText({
      model: provider.chatModel(model),
      messages: await convertToModelMessages(messages),
    })
    return result.toUIMessageStreamResponse()
  }
}

/** The tests' page comes from another port. */
function allowAll(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-headers', 'content-type, idempotency-key, last-event-id')
  response.setHeader('access-control-allow-methods', 'GET, POST, DELETE')
  response.setHeader('access-control-expose-headers', 'x-millrace-stream')
}

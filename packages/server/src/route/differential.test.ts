import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  assemble,
  type Chunk,
  decode,
  isDataChunk,
  isEnd,
  type Message,
  readEvents,
  startAssembly,
} from '@millrace/protocol'
import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai'
import { describe, expect, test } from 'vitest'
import {
  bodyOf,
  recordingsFolder,
  recordingsOf,
  whySkipped,
} from '../../../../scripts/readRecordings.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import { createChatRoute } from './createChatRoute.ts'

const folder = recordingsFolder()

/** The bodies that we have an adapter for: recorded and constructed. */
const bodies: readonly (readonly [string, () => Uint8Array<ArrayBuffer>])[] = [
  ...recordingsOf('chat-completions').map(
    (recording) => [recording.file, () => new Uint8Array(bodyOf(recording))] as const,
  ),
  ...constructed().map(
    (file) => [file, () => new Uint8Array(readFileSync(join(folder ?? '', file)))] as const,
  ),
]

function constructed(): readonly string[] {
  if (folder === undefined) return []
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    readonly constructed: readonly { readonly file: string; readonly api: string }[]
  }
  return manifest.constructed
    .filter(({ api }) => api === 'chat-completions')
    .map(({ file }) => file)
}

/** Everything our route sends for this body, in order. */
async function sentFor(body: Uint8Array<ArrayBuffer>): Promise<readonly Chunk[]> {
  const route = createChatRoute({
    identify: () => ({ user: 'u' }),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    providers: [
      openaiCompatible({
        baseURL: 'http://provider',
        model: 'recorded',
        fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
      }),
    ],
  })
  const message = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }
  const response = await route(
    new Request('http://route/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'c', messages: [message] }),
    }),
  )
  const chunks: Chunk[] = []
  if (response.body === null) throw new Error('The route sent no body.')
  for await (const events of readEvents(response.body)) {
    for (const event of events) {
      const frame = decode(event)
      if ('bad' in frame || frame.chunk.type === 'skipped')
        throw new Error('The route sent a bad event.')
      if (frame.chunk.type !== '[DONE]') chunks.push(frame.chunk)
    }
  }
  return chunks
}

async function theirs(chunks: readonly Chunk[]): Promise<UIMessage> {
  let last: UIMessage = { id: '', role: 'assistant', parts: [] }
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      // Errors are thrown by their reader; what came before is compared.
      for (const chunk of chunks)
        if (chunk.type !== 'error') controller.enqueue(structuredClone(chunk) as UIMessageChunk)
      controller.close()
    },
  })
  for await (const message of readUIMessageStream({ message: last, stream })) last = message
  return last
}

function ours(chunks: readonly Chunk[]): Message {
  const blank: Message = { id: '', role: 'assistant', parts: [] }
  const kept = chunks.filter((chunk) => !isEnd(chunk) && !(isDataChunk(chunk) && chunk.transient))
  return assemble(startAssembly(blank), kept).message
}

describe("our message is what the AI SDK's own reader makes of what we send", () => {
  if (bodies.length === 0) test.skip(`every recorded body${whySkipped}`)

  test.each(bodies)('%s', async (_, body) => {
    const chunks = await sentFor(body())
    expect(chunks[0]?.type).toBe('start')
    expect(JSON.parse(JSON.stringify(ours(chunks)))).toEqual(
      JSON.parse(JSON.stringify(await theirs(chunks))),
    )
  })
})

// Readers and clients of others, each over its own wire.
import { XStream } from '@ant-design/x-sdk'
import { ChatClient, fetchServerSentEvents } from '@tanstack/ai-client'
import { StreamProcessor } from '@tanstack/ai/client'
import { DefaultChatTransport, readUIMessageStream } from 'ai'
import {
  AssistantMessageAccumulator,
  DataStreamDecoder,
  UIMessageStreamDecoder,
} from 'assistant-stream'
import { createParser } from 'eventsource-parser'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { Stream } from 'openai/core/streaming'
import { bodyOf, responseOf, textOf, wordOf } from './streams.mjs'

class Transport extends DefaultChatTransport {
  chunks(stream) {
    return this.processResponseStream(stream)
  }
}
const transport = new Transport()

/** The last of what comes. */
async function lastOf(stream) {
  let last
  for await (const one of stream) last = one
  return last
}

const tanstackText = ({ parts }) => parts.map(({ content }) => content ?? '').join('')

export const peers = [
  {
    name: 'eventsource-parser createParser + JSON.parse',
    kind: 'peer',
    wire: 'openai',
    parse(reads) {
      const decoder = new TextDecoder()
      let text = ''
      const parser = createParser({
        onEvent({ data }) {
          if (data !== '[DONE]') text += wordOf(data) ?? ''
        },
      })
      for (const read of reads) parser.feed(decoder.decode(read, { stream: true }))
      return text
    },
  },
  {
    name: 'eventsource-parser/stream + JSON.parse',
    kind: 'peer',
    wire: 'openai',
    async parse(reads) {
      let text = ''
      const events = bodyOf(reads)
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream())
      for await (const { data } of events) if (data !== '[DONE]') text += wordOf(data) ?? ''
      return text
    },
  },
  {
    name: 'openai Stream.fromSSEResponse',
    kind: 'peer',
    wire: 'openai',
    async parse(reads) {
      let text = ''
      for await (const chunk of Stream.fromSSEResponse(responseOf(reads), new AbortController()))
        text += chunk.choices[0].delta.content ?? ''
      return text
    },
  },
  {
    name: 'Ant Design X x-sdk XStream + JSON.parse',
    kind: 'peer',
    wire: 'openai',
    async parse(reads) {
      let text = ''
      for await (const { data } of XStream({ readableStream: bodyOf(reads) }))
        if (data && data.trim() !== '[DONE]') text += wordOf(data) ?? ''
      return text
    },
  },
  {
    name: 'AI SDK transport (SSE + schema check)',
    kind: 'peer',
    wire: 'ui',
    async parse(reads) {
      let text = ''
      for await (const chunk of transport.chunks(bodyOf(reads)))
        if (chunk.type === 'text-delta') text += chunk.delta
      return text
    },
  },
  {
    name: 'AI SDK transport + readUIMessageStream',
    kind: 'peer',
    wire: 'ui',
    slow: true,
    parse: async (reads) =>
      textOf(await lastOf(readUIMessageStream({ stream: transport.chunks(bodyOf(reads)) }))),
  },
  {
    name: 'TanStack fetchServerSentEvents + StreamProcessor',
    kind: 'peer',
    wire: 'agui',
    async parse(reads) {
      const fetchClient = async () => responseOf(reads)
      const connection = fetchServerSentEvents('http://x/', { fetchClient })
      let messages = []
      const processor = new StreamProcessor({
        events: {
          onMessagesChange(changed) {
            messages = changed
          },
        },
      })
      const chunks = connection.connect([], {}, undefined, { threadId: 't', runId: 'r' })
      for await (const chunk of chunks) processor.processChunk(chunk)
      return tanstackText(messages.at(-1))
    },
  },
  {
    name: 'TanStack ChatClient (as useChat does)',
    kind: 'peer',
    wire: 'agui',
    slow: true,
    async parse(reads) {
      let messages = []
      const fetchClient = async () => responseOf(reads)
      const client = new ChatClient({
        connection: fetchServerSentEvents('http://x/', { fetchClient }),
        onMessagesChange(changed) {
          messages = changed
        },
      })
      await client.sendMessage('go')
      return tanstackText(messages.at(-1))
    },
  },
  {
    name: 'assistant-stream UIMessageStreamDecoder + accumulator',
    kind: 'peer',
    wire: 'ui',
    slow: true,
    parse: async (reads) =>
      textOf(
        await lastOf(
          bodyOf(reads)
            .pipeThrough(new UIMessageStreamDecoder())
            .pipeThrough(new AssistantMessageAccumulator()),
        ),
      ),
  },
  {
    name: 'assistant-stream DataStreamDecoder + accumulator',
    kind: 'peer',
    wire: 'dataStream',
    slow: true,
    parse: async (reads) =>
      textOf(
        await lastOf(
          bodyOf(reads)
            .pipeThrough(new DataStreamDecoder())
            .pipeThrough(new AssistantMessageAccumulator()),
        ),
      ),
  },
]

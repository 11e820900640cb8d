import { textOf } from '@millrace/protocol'
import type { ChatTransport, UIMessage, UIMessageChunk } from 'ai'
import { expect, expectTypeOf, test } from 'vitest'
import { createChat } from '../chat/createChat.ts'
import { type ForeignTransport, fromChatTransport } from './fromChatTransport.ts'

function streamOf(chunks: readonly UIMessageChunk[], end = true): ReadableStream<UIMessageChunk> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      if (end) controller.close()
    },
  })
}

const chunks: readonly UIMessageChunk[] = [
  { type: 'start', messageId: 'answer' },
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: 'Hello' },
  { type: 'text-end', id: '0' },
  { type: 'finish' },
]

test("speaks through the AI SDK's transport, with its own words", async () => {
  expectTypeOf<ChatTransport<UIMessage>>().toExtend<ForeignTransport>()
  const asked: object[] = []
  const foreign: ChatTransport<UIMessage> = {
    async sendMessages({ chatId, trigger, messages }) {
      asked.push({ chatId, trigger, count: messages.length })
      return streamOf(chunks)
    },
    reconnectToStream: async () => null,
  }
  const chat = createChat({ id: 'c', transport: fromChatTransport(foreign) })
  await chat.sendMessage('Hi')
  expect(textOf(chat.getState().messages[1] ?? { parts: [] })).toBe('Hello')
  expect(asked).toEqual([{ chatId: 'c', trigger: 'submit-message', count: 1 }])
  await chat.resumeStream()
  expect(chat.getState().run).toEqual({ status: 'idle' })
})

test('a stream of theirs that just ends is an interrupted answer', async () => {
  const foreign: ForeignTransport = {
    sendMessages: async () => streamOf(chunks.slice(0, 3)),
    reconnectToStream: async () => null,
  }
  const chat = createChat({ transport: fromChatTransport(foreign) })
  await chat.sendMessage('Hi')
  expect(chat.getState().run).toMatchObject({ error: { code: 'incomplete_stream' } })
})

test('stopping closes their stream; a failure of theirs is one of ours', async () => {
  let cancelled = false
  const open = new ReadableStream<UIMessageChunk>({
    start: (controller) => controller.enqueue({ type: 'start' }),
    cancel: () => void (cancelled = true),
  })
  const foreign: ForeignTransport = {
    sendMessages: async () => open,
    reconnectToStream: async () => {
      throw new TypeError('Failed to fetch')
    },
  }
  const chat = createChat({ transport: fromChatTransport(foreign) })
  const asked = chat.sendMessage('Hi')
  await new Promise((resolve) => setImmediate(resolve))
  await chat.stop()
  await asked
  await new Promise((resolve) => setImmediate(resolve))
  expect(cancelled).toBe(true)
  await chat.resumeStream()
  expect(chat.getState().run).toMatchObject({ status: 'failed', error: { code: 'network' } })
})

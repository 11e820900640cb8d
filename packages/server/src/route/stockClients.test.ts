import { Chat as Chat7 } from '@ai-sdk/react'
import { Chat as Chat5 } from '@ai-sdk/react-5'
import { Chat as Chat6 } from '@ai-sdk/react-6'
import { DefaultChatTransport as Transport7 } from 'ai'
import { DefaultChatTransport as Transport5 } from 'ai-5'
import { DefaultChatTransport as Transport6 } from 'ai-6'
import { describe, expect, test, vi } from 'vitest'
import { serveRoute } from '../fixtures/serveRoute.ts'
import type { Provider, ProviderEvent } from '../provider/Provider.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

/** What the clients of all three versions have in common, as far as it is used here. */
interface StockMessage {
  readonly id: string
  readonly role: string
  readonly parts: readonly {
    readonly type: string
    readonly text?: string
    readonly state?: string
  }[]
}
interface StockChat {
  readonly messages: readonly StockMessage[]
  readonly status: string
  readonly error: Error | undefined
  sendMessage(message: { readonly text: string; readonly messageId?: string }): Promise<void>
  regenerate(): Promise<void>
  resumeStream(): Promise<void>
  stop(): Promise<void>
}
interface StockOptions {
  readonly id: string
  readonly api: string
  readonly fetch?: typeof globalThis.fetch
  readonly messages?: readonly StockMessage[]
  readonly onToolCall?: (event: { readonly toolCall: { readonly toolCallId: string } }) => void
  readonly sendAutomaticallyWhen?: (event: {
    readonly messages: readonly StockMessage[]
  }) => boolean
}
type Answer = (chat: StockChat, toolCallId: string, output: unknown) => Promise<void>

/** Each version by its own classes. Their types differ where nothing here looks. */
const versions: readonly (readonly [string, (options: StockOptions) => StockChat, Answer])[] = [
  ['ai 5', (options) => made(Chat5, Transport5, options), answerWith('addToolResult')],
  ['ai 6', (options) => made(Chat6, Transport6, options), answerWith('addToolOutput')],
  ['ai 7', (options) => made(Chat7, Transport7, options), answerWith('addToolOutput')],
]

function made(
  Chat: unknown,
  Transport: unknown,
  { api, fetch, ...options }: StockOptions,
): StockChat {
  const ChatClass = Chat as new (options: object) => StockChat
  const TransportClass = Transport as new (options: object) => object
  return new ChatClass({ ...options, transport: new TransportClass({ api, fetch }) })
}

function answerWith(name: string): Answer {
  return async (chat, toolCallId, output) => {
    const add = (chat as unknown as Record<string, (answer: object) => Promise<void>>)[name]
    await add?.call(chat, { tool: 'clock', toolCallId, output })
  }
}

/** A model that counts its calls; each answer waits in the middle until it is let go. */
function countingProvider(say: (call: number) => readonly ProviderEvent[] = () => []) {
  const calls: { readonly signal: AbortSignal; go: () => void }[] = []
  let held = false
  const provider: Provider = {
    name: 'test',
    model: 'test',
    async *stream(_, { signal }) {
      let go = (): void => undefined
      const gate = new Promise<void>((resolve) => (go = resolve))
      const call = calls.push({ signal, go })
      yield [{ type: 'text', text: `answer ${call}` }]
      if (held) {
        await Promise.race([
          gate,
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error))
          }),
        ])
      }
      yield [{ type: 'text', text: '.' }]
      const more = say(call)
      if (more.length > 0) yield more
      yield [{ type: 'finish', finishReason: more.length > 0 ? 'tool-calls' : 'stop' }]
    },
  }
  return { provider, calls, hold: (on: boolean) => (held = on) }
}

async function serving(options: ChatRouteOptions): Promise<string> {
  return await serveRoute(createChatRoute({ identify: () => ({ user: 'u' }), ...options }))
}

function said(chat: StockChat): readonly string[] {
  return chat.messages.map(({ role, parts }) => {
    const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
    return `${role}: ${text}`
  })
}

/** A tab whose connections can be torn, as a reload does it. */
function tab() {
  const controller = new AbortController()
  const fetch: typeof globalThis.fetch = (input, init) =>
    globalThis.fetch(input, { ...init, signal: controller.signal })
  return { fetch, close: () => controller.abort() }
}

describe.each(versions)('a stock client, %s', (_, makeChat, answerTool) => {
  test('regenerates twice: three answers, one shown', async () => {
    const { provider, calls } = countingProvider()
    const chat = makeChat({ id: 'c', api: await serving({ providers: [provider] }) })
    await chat.sendMessage({ text: 'Hi' })
    expect(said(chat)).toEqual(['user: Hi', 'assistant: answer 1.'])
    await chat.regenerate()
    await chat.regenerate()
    expect(said(chat)).toEqual(['user: Hi', 'assistant: answer 3.'])
    expect(chat.status).toBe('ready')
    expect(calls).toHaveLength(3)
  })

  test('edits its question', async () => {
    const { provider, calls } = countingProvider()
    const chat = makeChat({ id: 'c', api: await serving({ providers: [provider] }) })
    await chat.sendMessage({ text: 'Hi' })
    await chat.sendMessage({ text: 'Ho', messageId: chat.messages[0]?.id ?? '' })
    expect(said(chat)).toEqual(['user: Ho', 'assistant: answer 2.'])
    expect(calls).toHaveLength(2)
  })

  test('goes on with the same message after a tool', async () => {
    const call: ProviderEvent = {
      type: 'tool-call',
      toolCallId: 't1',
      toolName: 'clock',
      input: '{}',
    }
    const { provider, calls } = countingProvider((turn) => (turn === 1 ? [call] : []))
    let sentOn = 0
    const chat: StockChat = makeChat({
      id: 'c',
      api: await serving({ providers: [provider] }),
      onToolCall: ({ toolCall }) => void answerTool(chat, toolCall.toolCallId, '12:00'),
      sendAutomaticallyWhen: ({ messages }) =>
        messages.at(-1)?.parts.at(-1)?.state === 'output-available' && sentOn++ === 0,
    })
    await chat.sendMessage({ text: 'What time is it?' })
    await vi.waitFor(() => expect(calls).toHaveLength(2))
    await vi.waitFor(() => expect(chat.status).toBe('ready'))
    expect(chat.messages).toHaveLength(2)
    expect(said(chat)[1]).toBe('assistant: answer 1.answer 2.')
  })

  test('stops, and its next question is answered', async () => {
    const { provider, calls, hold } = countingProvider()
    hold(true)
    const chat = makeChat({ id: 'c', api: await serving({ providers: [provider] }) })
    const first = chat.sendMessage({ text: 'Hi' })
    await vi.waitFor(() => expect(said(chat)[1]).toBe('assistant: answer 1'))
    await chat.stop()
    await first
    hold(false)
    await chat.sendMessage({ text: 'Ho' })
    expect(said(chat)).toEqual([
      'user: Hi',
      'assistant: answer 1',
      'user: Ho',
      'assistant: answer 2.',
    ])
    expect(chat.error).toBeUndefined()
    await vi.waitFor(() => expect(calls[0]?.signal.aborted).toBe(true))
  })

  test('reloads and asks anew: the closed tab is paid for no longer, and nothing is refused (T-20)', async () => {
    const { provider, calls, hold } = countingProvider()
    hold(true)
    const api = await serving({ providers: [provider] })
    const closing = tab()
    const before = makeChat({ id: 'c', api, fetch: closing.fetch })
    const first = before.sendMessage({ text: 'Hi' })
    await vi.waitFor(() => expect(said(before)[1]).toBe('assistant: answer 1'))
    closing.close()
    await first
    await vi.waitFor(() => expect(calls[0]?.signal.aborted).toBe(true), { timeout: 1000 })
    hold(false)
    const after = makeChat({ id: 'c', api, messages: before.messages.slice(0, 1) })
    await after.sendMessage({ text: 'Ho' })
    expect(said(after)).toEqual(['user: Hi', 'user: Ho', 'assistant: answer 2.'])
    expect(after.error).toBeUndefined()
  })

  test('asks anew while the old tab still hangs on: the new question takes its place', async () => {
    const { provider, calls, hold } = countingProvider()
    hold(true)
    const api = await serving({ providers: [provider] })
    const old = makeChat({ id: 'c', api })
    const first = old.sendMessage({ text: 'Hi' })
    await vi.waitFor(() => expect(said(old)[1]).toBe('assistant: answer 1'))
    hold(false)
    const fresh = makeChat({ id: 'c', api })
    await fresh.sendMessage({ text: 'Ho' })
    expect(said(fresh)).toEqual(['user: Ho', 'assistant: answer 2.'])
    await first
    expect(said(old)).toEqual(['user: Hi', 'assistant: answer 1'])
    expect(calls[0]?.signal.aborted).toBe(true)
  })

  test('resumes after a reload where the route keeps answers: whole, once, one model call', async () => {
    const { provider, calls, hold } = countingProvider()
    hold(true)
    const api = await serving({ providers: [provider], resumable: 'always' })
    const closing = tab()
    const before = makeChat({ id: 'c', api, fetch: closing.fetch })
    const first = before.sendMessage({ text: 'Hi' })
    await vi.waitFor(() => expect(said(before)[1]).toBe('assistant: answer 1'))
    closing.close()
    await first
    const after = makeChat({ id: 'c', api, messages: before.messages.slice(0, 1) })
    const resumed = after.resumeStream()
    await vi.waitFor(() => expect(said(after)[1]).toBe('assistant: answer 1'))
    calls[0]?.go()
    await resumed
    expect(said(after)).toEqual(['user: Hi', 'assistant: answer 1.'])
    expect(calls).toHaveLength(1)
  })

  test('finds nothing to resume where nothing runs', async () => {
    const { provider } = countingProvider()
    const chat = makeChat({ id: 'c', api: await serving({ providers: [provider] }) })
    await chat.resumeStream()
    expect(chat.messages).toEqual([])
    expect(chat.error).toBeUndefined()
  })
})

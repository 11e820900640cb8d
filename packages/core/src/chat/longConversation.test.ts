import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  chatTokens,
  factsOf,
  isContinuation,
  type Message,
  type Part,
  textOf,
  type TrimReport,
} from '@millrace/protocol'
import { o200k } from '@millrace/protocol/o200k'
import { type ChatRouteOptions, createChatRoute, openaiCompatible } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'
import { createSimulator, type Simulator, type SimulatorOptions } from '@millrace/simulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createHttpTransport } from '../transport/createHttpTransport.ts'
import type { ChatStore } from './ChatStore.ts'
import { createChat } from './createChat.ts'

/** A chat over real sockets: our client, our route, and a provider that counts and refuses as OpenAI does. */
async function conversation(
  options: Partial<ChatRouteOptions> = {},
  simulating: SimulatorOptions = {},
  model = 'gpt-4o-mini',
): Promise<{
  readonly chat: ChatStore
  readonly simulator: Simulator
  readonly log: LogLines
  /** The same chat in another page, with what was stored of it. */
  readonly reloaded: (messages: Message[]) => ChatStore
}> {
  const simulator = createSimulator({ pacing: 'none', ...simulating })
  const { baseURL, close } = await simulator.listen()
  const log: LogLines = []
  const note = (record: LogLines[number]): void => void log.push(record)
  const route = createChatRoute({
    providers: [openaiCompatible({ name: 'simulator', baseURL, model, apiKey: 'test' })],
    identify: () => ({ user: 'u' }),
    logger: { info: note, warn: note, error: note },
    ...options,
  })
  const server = createServer(toNodeListener(route))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await close()
  })
  const { port } = server.address() as AddressInfo
  const transport = createHttpTransport({ api: `http://127.0.0.1:${port}/api/chat` })
  const chat = createChat({ transport, pace: 'frame' })
  const reloaded = (messages: Message[]): ChatStore =>
    createChat({ id: chat.id, transport, pace: 'frame', messages })
  return { chat, simulator, log, reloaded }
}

type LogLines = { readonly event: string; readonly [field: string]: unknown }[]

function last(chat: ChatStore): Message {
  const message = chat.getState().messages.at(-1)
  if (message === undefined) throw new Error('There is no message.')
  return message
}

const tokens = o200k()

/** What a conversation comes to as OpenAI counts it. */
function tokensOf(messages: readonly Message[]): number {
  return chatTokens(
    tokens,
    messages.map((message) => ({ role: message.role, content: textOf(message) })),
  )
}

const deep = process.env['MILLRACE_DEEP'] !== undefined

/** Well over the window; in a deep run far over it. */
const grownTo = deep ? 200_000 : 160_000

describe(`a conversation grown to ${grownTo} tokens`, () => {
  const paragraph =
    'The mill stands where the valley narrows, and the water reaches the wheel at a steady level whatever the river does. '

  test.each([
    ['counted exactly', { tokens }],
    ['counted by estimate', {}],
  ])(
    'keeps answering, and the provider never has to refuse: %s',
    async (_, options) => {
      const { chat, simulator } = await conversation(
        { system: 'Be thorough.', maxOutputTokens: 16_000, ...options },
        { answer: (question) => `${question} ${paragraph.repeat(230)}` },
      )
      const beginnings = new Set<string>()
      let over = 0
      for (let turn = 0; tokensOf(chat.getState().messages) < grownTo; turn++) {
        await chat.sendMessage(`Part ${turn}.`)
        const { run, contextWindow } = chat.getState()
        expect(run.status).toBe('idle')
        expect(textOf(last(chat))).toMatch(new RegExp(`^Part ${turn}\\.`))
        if (contextWindow === undefined || contextWindow.droppedMessages === 0) continue
        over++
        beginnings.add(contextWindow.firstKeptId ?? '')
        expect(contextWindow.tokens).toBeLessThanOrEqual(contextWindow.budget)
      }
      expect(simulator.rejectedForLength).toBe(0)
      expect(over).toBeGreaterThan(5)
      // The beginning stays, and with it the provider's cache.
      expect(beginnings.size).toBeLessThanOrEqual(over / 2)
      expect(factsOf(last(chat)).usage?.inputTokens).toBeGreaterThan(60_000)
    },
    120_000,
  )
})

describe('a provider whose window is smaller than anybody knew', () => {
  test('refuses once, is asked for less by the figure it named, and answers', async () => {
    const { chat, simulator, log } = await conversation(
      { tokens },
      { contextWindow: 6000, answer: (question) => `${question} ${'It went on. '.repeat(200)}` },
    )
    const reports: (TrimReport | undefined)[] = []
    for (let turn = 0; turn < 12; turn++) {
      await chat.sendMessage(`Part ${turn}.`)
      expect(chat.getState().run.status).toBe('idle')
      reports.push(chat.getState().contextWindow)
    }
    // From the first refusal on the window is known, for every chat with this model.
    expect(simulator.rejectedForLength).toBe(1)
    expect(reports.at(-1)).toMatchObject({ windowTokens: 6000 })
    expect(reports.at(-1)?.droppedMessages).toBeGreaterThan(0)
    expect(log.filter(({ event }) => event === 'prompt-refitted')).toMatchObject([
      { chatId: chat.id, model: 'gpt-4o-mini' },
    ])
  })

  test('refuses twice: the answer fails with its code, and nothing is lost', async () => {
    const { chat, simulator } = await conversation({}, {}, 'gpt-4o-mini+context-length')
    await chat.sendMessage('Hello there.')
    expect(chat.getState().run).toMatchObject({
      status: 'failed',
      accepted: true,
      goesOn: false,
      error: { code: 'context_length', retryable: false },
    })
    expect(textOf(chat.getState().messages[0] as Message)).toBe('Hello there.')
    expect(simulator.requests).toHaveLength(2)
  })
})

test('an estimate that is short of what the provider counts learns from what it reports', async () => {
  // Cyrillic, counted by a model that the catalogue knows nothing of.
  const { chat, simulator } = await conversation(
    { windowCap: 4000, maxOutputTokens: 200 },
    {
      models: ['house'],
      contextWindow: 4000,
      answer: () => 'Он рассказал всё, что знал. '.repeat(20),
    },
    'house',
  )
  for (let turn = 0; turn < 20; turn++) {
    await chat.sendMessage(`Вопрос номер ${turn}: как дела на мельнице?`)
    expect(chat.getState().run.status).toBe('idle')
  }
  const { contextWindow, messages } = chat.getState()
  expect(simulator.rejectedForLength).toBe(0)
  // What was learned: our count of the prompt is near the provider's own.
  const reported = factsOf(messages.at(-1) as Message).usage?.inputTokens ?? 0
  const counted = contextWindow?.tokens ?? 0
  expect(counted / reported).toBeGreaterThan(0.95)
  expect(counted / reported).toBeLessThan(1.25)
})

describe('Continue', () => {
  const table = [
    'Here is what a mill needs:',
    '',
    '| part | why it is there |',
    '| :--- | --------------: |',
    '| race | brings the water |',
    '| wheel | turns it to work |',
    '',
    '```ts',
    'export function unbelievablyLongFunctionName(argument: string): string {',
    '  return argument.repeat(2) // ---- ---- ----',
    '}',
    '```',
    '',
    'And that is all. **Really**, extraordinarily so: `a` + `b`, 流式输出没有空格, 👩‍💻 done.',
  ].join('\n')

  test.each([1, 2, 3, 5, 8, 13, 21, 34])(
    'an answer cut every %i tokens, in words, fences and tables, is carried on to the whole of it',
    async (maxOutputTokens) => {
      const { chat } = await conversation({ maxOutputTokens }, { answer: () => table })
      await chat.sendMessage('What does a mill need?')
      let times = 0
      while (factsOf(last(chat)).finishReason === 'length') {
        expect(table.startsWith(textOf(last(chat)))).toBe(true)
        await chat.continueAnswer()
        times++
      }
      expect(textOf(last(chat))).toBe(table)
      expect(chat.getState().messages).toHaveLength(2)
      expect(times).toBeGreaterThan(2)
      expect(last(chat).parts.filter((part: Part) => isContinuation(part))).toHaveLength(times)
      // Each of the requests was paid for.
      expect(factsOf(last(chat)).usage?.inputTokens).toBeGreaterThan(times * 10)
    },
    60_000,
  )

  test('a stopped answer is carried on too, and its usage was kept', async () => {
    const { chat, simulator } = await conversation(
      { maxOutputTokens: 4000 },
      { answer: () => table.repeat(20), pacing: { firstTokenMs: 0, tokenMs: 1 } },
    )
    const asked = chat.sendMessage('What does a mill need?')
    await new Promise<void>((resolve) => {
      const stopWatching = chat.subscribe(({ messages }) => {
        if (textOf(messages[1] ?? { parts: [] }).length < 100) return
        stopWatching()
        resolve()
      })
    })
    await chat.stop()
    await asked
    await simulator.whenIdle()
    await expect.poll(() => factsOf(last(chat)).usage).toMatchObject({ estimated: true })
    const kept = textOf(last(chat))
    expect(factsOf(last(chat)).usage?.outputTokens).toBeGreaterThan(10)
    await chat.continueAnswer()
    expect(textOf(last(chat))).toBe(table.repeat(20))
    expect(textOf(last(chat)).startsWith(kept)).toBe(true)
  })

  test.each([
    ['as it was before', false],
    ['in the middle of it', true],
  ])('a page that is loaded anew meanwhile has both halves, stored %s', async (_, during) => {
    const { chat, reloaded } = await conversation(
      { maxOutputTokens: 90 },
      { answer: () => table, pacing: { firstTokenMs: 0, tokenMs: 15 } },
    )
    await chat.sendMessage('What does a mill need?')
    const before = chat.getState().messages
    const half = textOf(last(chat))
    expect(factsOf(last(chat)).finishReason).toBe('length')
    const carryingOn = chat.continueAnswer()
    await new Promise<void>((resolve) => {
      const stopWatching = chat.subscribe(({ messages }) => {
        if (textOf(messages[1] ?? { parts: [] }).length < half.length + 40) return
        stopWatching()
        resolve()
      })
    })
    const { messages } = chat.getState()
    const page = reloaded([...(during ? messages : before)])
    await Promise.all([page.resumeStream(), carryingOn])
    expect(textOf(last(page))).toBe(table)
    expect(textOf(last(chat))).toBe(table)
    expect(page.getState().messages).toHaveLength(2)
    expect(factsOf(last(page))).toEqual(factsOf(last(chat)))
  })
})

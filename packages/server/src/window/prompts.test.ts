import {
  countMessage,
  type Message,
  type Part,
  type Random,
  type TokenCounter,
} from '@millrace/protocol'
import { o200k } from '@millrace/protocol/o200k'
import { seededRandom } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import type { Provider } from '../provider/Provider.ts'
import { toChatMessages } from '../provider/toChatMessages.ts'
import { toPrompt } from '../provider/toPrompt.ts'
import { fitWindow, noLesson, type WindowOptions } from './fitWindow.ts'
import { summarizeWith } from './summarizeWith.ts'

const tokens = o200k()
const { signal } = new AbortController()

function fit(messages: readonly Message[], options: WindowOptions, lesson = noLesson) {
  return fitWindow(
    { messages, leftOut: 0, system: 'Be brief.', continues: false, maxOutputTokens: 100 },
    { model: 'house' },
    options,
    lesson,
    signal,
  )
}

describe('what reaches the wire', () => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 150 : 3000
  const words = ['Hello ', '漢字', '😀', 'const x = 1;\n', '`code` ', 'مرحبا ', '1234567 ', '"q" ']

  function said(random: Random, most: number): string {
    return Array.from(
      { length: 1 + Math.floor(random() * most) },
      () => words[Math.floor(random() * words.length)],
    ).join('')
  }

  const states = [
    'output-available',
    'output-error',
    'output-denied',
    'input-available',
    'input-streaming',
  ]

  function call(random: Random, id: string): Part {
    const state = states[Math.floor(random() * states.length)]
    const input = { city: said(random, 4) }
    const base = { type: 'dynamic-tool', toolName: 'weather', toolCallId: id, state, input }
    switch (state) {
      case 'output-available':
        return {
          ...base,
          output: random() < 0.5 ? said(random, 200) : { text: said(random, 90) },
        } as Part
      case 'output-error':
        return { ...base, errorText: said(random, 20) } as Part
      case 'output-denied':
        return { ...base, approval: { id: 'x', approved: false, reason: said(random, 9) } } as Part
      default:
        return base as Part
    }
  }

  function conversation(random: Random): Message[] {
    const messages: Message[] = []
    const turns = 1 + Math.floor(random() * 20)
    for (let turn = 0; turn < turns; turn++) {
      messages.push({
        id: `q${turn}`,
        role: 'user',
        parts: [{ type: 'text', text: said(random, 60) }],
      })
      const parts: Part[] = [{ type: 'step-start' }]
      for (let at = 0; random() < 0.4; at++) parts.push(call(random, `c${turn}-${at}`))
      if (random() < 0.5) parts.push({ type: 'step-start' }, call(random, `d${turn}`))
      parts.push({ type: 'text', text: said(random, 60) })
      messages.push({ id: `a${turn}`, role: 'assistant', parts })
    }
    messages.push({ id: 'new', role: 'user', parts: [{ type: 'text', text: said(random, 40) }] })
    return messages
  }

  interface WireMessage {
    readonly role: string
    readonly content: string | null
    readonly tool_call_id?: string
    readonly tool_calls?: readonly {
      readonly id: string
      readonly function: { readonly name: string; readonly arguments: string }
    }[]
  }

  /** As OpenAI's cookbook counts a request: 3 a message, role, content, names and arguments of calls. */
  function counted(messages: readonly WireMessage[]): number {
    let sum = 3
    for (const { role, content, tool_calls: calls = [], tool_call_id: id } of messages) {
      sum += 3 + tokens.count(role) + tokens.count(content ?? '')
      if (id !== undefined) sum += 1
      for (const { function: called } of calls) {
        sum += 3 + tokens.count(called.name) + tokens.count(called.arguments)
      }
    }
    return sum
  }

  test(`${rounds} seeded conversations fit as they are sent, every call with its result, every result with its call`, async () => {
    let trimmed = 0
    for (let seed = 0; seed < rounds; seed++) {
      const random = seededRandom(seed)
      const messages = conversation(random)
      const windowCap = 1500 + Math.floor(random() * 6000)
      const options: WindowOptions = {
        windowCap,
        tokens,
        strategy: random() < 0.3 ? 'keep-ends' : 'drop-oldest',
        ...(random() < 0.5 ? { maxToolOutputTokens: 60 } : {}),
      }
      const fitted = await fit(messages, options).catch((error: unknown) => {
        expect(error, `seed ${seed}`).toMatchObject({ code: 'turn_too_large' })
        return undefined
      })
      if (fitted === undefined) continue
      const sent = toChatMessages(
        toPrompt(fitted.messages, { system: 'Be brief.' }),
      ) as readonly WireMessage[]
      expect(counted(sent) + fitted.maxOutputTokens, `seed ${seed}`).toBeLessThanOrEqual(windowCap)
      // Our own count is never under what is sent.
      expect(fitted.countedTokens, `seed ${seed}`).toBeGreaterThanOrEqual(counted(sent))
      const open = new Set<string>()
      for (const { tool_calls: calls, tool_call_id: id, role } of sent) {
        if (role !== 'tool') expect(open.size, `seed ${seed}: a call without its result`).toBe(0)
        for (const { id: made } of calls ?? []) open.add(made)
        if (id !== undefined) {
          expect(open.delete(id), `seed ${seed}: a result without its call`).toBe(true)
        }
      }
      expect(open.size, `seed ${seed}`).toBe(0)
      if (fitted.report.droppedMessages > 0) trimmed++
    }
    expect(trimmed).toBeGreaterThan(rounds / 10)
  })
})

describe('a counter that is not the model’s own', () => {
  const messages: Message[] = [
    { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Some words. '.repeat(50) }] },
  ]
  const request = {
    messages,
    leftOut: 0,
    system: undefined,
    continues: false,
    maxOutputTokens: 100,
  }
  const counter: TokenCounter = { name: 'o200k_base', count: (text) => tokens.count(text) }

  test.each([
    ['gpt-4o', false],
    ['claude-haiku-4-5', true],
    ['gpt-4-turbo', true],
    ['somebody-elses', false],
  ])('for %s is an estimate: %s', async (model, estimated) => {
    const { report } = await fitWindow(request, { model }, { tokens: counter }, noLesson, signal)
    expect(report.estimated).toBe(estimated)
  })
})

describe('a summary in place of what goes', () => {
  const history = Array.from({ length: 20 }, (_, n): Message => {
    const text = `${n % 2 === 0 ? 'Question' : 'Answer'} ${n}. ${'More of it, much more. '.repeat(20)}`
    return {
      id: `m${n}`,
      role: n % 2 === 0 ? 'user' : 'assistant',
      parts: [{ type: 'text', text }],
    }
  })
  const messages = [...history, { ...history[0], id: 'new' } as Message]

  /** A model that says what it was told to, and remembers what it was asked. */
  function minutesBy(text: string) {
    const asked: string[] = []
    const provider: Provider = {
      name: 'p',
      model: 'm',
      async *stream({ prompt }) {
        asked.push(JSON.stringify(prompt))
        yield [{ type: 'text', text }]
        yield [{ type: 'finish', finishReason: 'stop' }]
      },
    }
    return { asked, strategy: summarizeWith(provider) }
  }

  test('is written by a model from what goes, and stands where it stood', async () => {
    const { asked, strategy } = minutesBy('They spoke of mills.')
    const fitted = await fit(messages, { windowCap: 2000, tokens, strategy })
    expect(fitted.report).toMatchObject({ summarized: true })
    expect(fitted.problem).toBeUndefined()
    const [first] = fitted.messages
    expect(first?.role).toBe('user')
    expect(JSON.stringify(first)).toContain('They spoke of mills.')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('Question 0.')
    expect(asked[0]).not.toContain('Answer 19.')
    const all = fitted.messages.reduce((sum, message) => sum + countMessage(message, tokens), 3)
    expect(all).toBeLessThanOrEqual(2000 - 100)
  })

  test('is used again while the cut stays', async () => {
    const { asked, strategy } = minutesBy('They spoke of mills.')
    const options = { windowCap: 2000, tokens, strategy }
    const { summary } = await fit(messages, options)
    await fit(messages, options, { ...noLesson, summary })
    expect(asked).toHaveLength(1)
  })

  test.each<[string, WindowOptions['strategy']]>([
    ['fails', () => Promise.reject(new Error('down'))],
    ['is empty', () => Promise.resolve('   ')],
  ])(
    'that %s is done without: better an answer that does not know the beginning than none',
    async (_, strategy) => {
      const fitted = await fit(messages, {
        windowCap: 2000,
        tokens,
        ...(strategy === undefined ? {} : { strategy }),
      })
      expect(fitted.report.summarized).toBe(false)
      expect(fitted.report.droppedMessages).toBeGreaterThan(0)
      expect(fitted.problem).toMatchObject({ code: 'server_error' })
    },
  )
})

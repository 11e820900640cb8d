import { describe, expect, test } from 'vitest'
import type { Random } from '../clock/Clock.ts'
import type { Message, Part } from '../message/Message.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { answerOverhead } from './chatTokens.ts'
import { countMessage } from './countMessage.ts'
import { o200k } from './o200k.ts'
import type { TokenCounter } from './TokenCounter.ts'
import { trimMessages } from './trimMessages.ts'

const tokens = o200k()

function said(role: Message['role'], words: number, id: string, facts?: object): Message {
  const text = Array.from({ length: words }, (_, n) => `word${n % 7}`).join(' ')
  const metadata = facts === undefined ? {} : { metadata: { millrace: facts } }
  return { id, role, parts: [{ type: 'text', text }], ...metadata }
}

function talk(turns: number, words = 50): Message[] {
  return Array.from({ length: turns }, (_, n) => [
    said('user', words, `q${n}`),
    said('assistant', words, `a${n}`),
  ]).flat()
}

function ids(messages: readonly Message[]): string {
  return messages.map(({ id }) => id).join(' ')
}

const window = (contextWindow: number) => ({
  model: { contextWindow },
  maxOutputTokens: 100,
  tokens,
})

test('the same array comes back when all fits', () => {
  const messages = talk(5)
  const { messages: kept, report } = trimMessages(messages, { tokens })
  expect(kept).toBe(messages)
  expect(report).toMatchObject({
    droppedMessages: 0,
    droppedTurns: 0,
    windowTokens: 128_000,
    estimated: false,
  })
  expect(report.budget).toBe(128_000 - 1024)
})

test('whole turns go, oldest first, and the report says what and since when', () => {
  const messages = [...talk(10), said('user', 50, 'new')]
  const { messages: kept, report } = trimMessages(messages, window(1000))
  expect(ids(kept)).toMatch(/^q\d .* new$/)
  expect(kept.length % 2).toBe(1)
  expect(report.droppedMessages).toBe(messages.length - kept.length)
  expect(report.droppedTurns * 2).toBe(report.droppedMessages)
  expect(report.firstKeptId).toBe(kept[0]?.id)
  expect(report.tokens).toBeLessThanOrEqual(report.budget)
})

test('a window is capped by the application, whatever the model has', () => {
  expect(trimMessages([], { model: { contextWindow: 1_000_000 } }).report.windowTokens).toBe(
    128_000,
  )
  expect(trimMessages([], { model: { contextWindow: 8000 } }).report.windowTokens).toBe(8000)
  const capped = trimMessages([], { model: { contextWindow: 400_000 }, windowCap: 400_000 })
  expect(capped.report.windowTokens).toBe(400_000)
})

test('system and pinned messages and the newest turn stay', () => {
  const messages = [
    said('system', 20, 'system'),
    ...talk(4),
    said('user', 20, 'pinned', { pinned: true }),
    ...talk(4).map((message) => ({ ...message, id: `later-${message.id}` })),
    said('user', 50, 'new'),
  ]
  const kept = ids(trimMessages(messages, window(700)).messages)
  expect(kept).toMatch(/^system /)
  expect(kept).toContain('pinned')
  expect(kept).toMatch(/ new$/)
})

test('automatic replies and answers that failed before a word never go to a model', () => {
  const messages = [
    said('user', 5, 'q'),
    said('assistant', 5, 'nap', { canned: 'outage' }),
    {
      id: 'none',
      role: 'assistant',
      parts: [],
      metadata: { millrace: { status: 'failed' } },
    } as Message,
    said('assistant', 5, 'half', { status: 'failed' }),
    said('user', 5, 'again'),
  ]
  expect(ids(trimMessages(messages, { tokens }).messages)).toBe('q half again')
})

test('keep-ends keeps the first turn and cuts behind it', () => {
  const messages = [...talk(10), said('user', 50, 'new')]
  const kept = ids(trimMessages(messages, { ...window(1000), strategy: 'keep-ends' }).messages)
  expect(kept).toMatch(/^q0 a0 q[2-9]/)
})

test('a latest message that is too large alone is refused, saying by how much', () => {
  const messages = [...talk(2), said('user', 2000, 'huge')]
  expect(() => trimMessages(messages, window(1000))).toThrow(
    expect.objectContaining({
      code: 'turn_too_large',
      message: expect.stringMatching(/\d+ tokens over/) as string,
    }),
  )
})

test('at the limit for 20 turns what is sent begins the same: the cut moves at most 3 times', () => {
  const history = talk(80)
  const beginnings: (string | undefined)[] = []
  for (let turn = 45; turn < 65; turn++) {
    const sent = [...history.slice(0, turn * 2), said('user', 50, `ask${turn}`)]
    beginnings.push(trimMessages(sent, window(8000)).messages[0]?.id)
  }
  expect(new Set(beginnings).size).toBeGreaterThan(1)
  expect(new Set(beginnings).size).toBeLessThanOrEqual(4)
})

test('counts each message once, however often it is sent', () => {
  let counted = 0
  const counting: TokenCounter = {
    name: 'counting',
    count(text) {
      counted++
      return tokens.count(text)
    },
  }
  const messages = talk(50)
  trimMessages(messages, { tokens: counting })
  const first = counted
  trimMessages([...messages, said('user', 5, 'new')], { tokens: counting })
  expect(counted - first).toBe(1)
})

describe('any conversation', () => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 300 : 5000

  function anything(random: Random): Message[] {
    const words = ['Hello ', '漢字', '😀', 'const x = 1;\n', '`code` ', 'مرحبا ', '1234567 ']
    const text = (most: number): string =>
      Array.from(
        { length: 1 + Math.floor(random() * most) },
        () => words[Math.floor(random() * words.length)],
      ).join('')
    const messages: Message[] =
      random() < 0.3 ? [{ id: 's', role: 'system', parts: [{ type: 'text', text: text(10) }] }] : []
    const turns = Math.floor(random() * 25)
    for (let turn = 0; turn < turns; turn++) {
      const pinned = random() < 0.05 ? { metadata: { millrace: { pinned: true } } } : {}
      const question: Part[] = [{ type: 'text', text: text(random() < 0.05 ? 400 : 40) }]
      if (random() < 0.1)
        question.push({ type: 'file', mediaType: 'image/png', url: 'https://example.org/x.png' })
      messages.push({ id: `q${turn}`, role: 'user', parts: question, ...pinned })
      const fate = random()
      if (fate < 0.05) continue
      const facts =
        fate < 0.1 ? { canned: 'outage' } : fate < 0.15 ? { status: 'failed' } : undefined
      const parts: Part[] = fate < 0.12 ? [] : [{ type: 'text', text: text(60) }]
      if (random() < 0.2) {
        parts.unshift({
          type: 'dynamic-tool',
          toolName: 'weather',
          toolCallId: `call-${turn}`,
          state: 'output-available',
          input: { city: text(3) },
          output: text(60),
        })
      }
      messages.push({
        id: `a${turn}`,
        role: 'assistant',
        parts,
        ...(facts === undefined ? {} : { metadata: { millrace: facts } }),
      })
    }
    messages.push({ id: 'new', role: 'user', parts: [{ type: 'text', text: text(40) }] })
    return messages
  }

  test(`${rounds} seeded ones fit, keep what must stay, keep their order, and are trimmed once for all`, () => {
    let trimmed = 0
    for (let seed = 0; seed < rounds; seed++) {
      const random = seededRandom(seed)
      const messages = anything(random)
      const contextWindow = 1000 + Math.floor(random() * 7000)
      const maxOutputTokens = 50 + Math.floor(random() * 300)
      const reserve = Math.floor(random() * 200)
      const strategy = random() < 0.3 ? 'keep-ends' : 'drop-oldest'
      const options = {
        model: { contextWindow },
        maxOutputTokens,
        reserve,
        tokens,
        strategy,
      } as const
      let result: ReturnType<typeof trimMessages>
      try {
        result = trimMessages(messages, options)
      } catch (error) {
        expect(error, `seed ${seed}`).toMatchObject({ code: 'turn_too_large' })
        continue
      }
      const { messages: kept, report } = result
      const exact = kept.reduce(
        (sum, message) => sum + countMessage(message, tokens),
        answerOverhead,
      )
      expect(exact + maxOutputTokens + reserve, `seed ${seed}`).toBeLessThanOrEqual(contextWindow)
      expect(report.tokens, `seed ${seed}`).toBe(exact)
      expect(kept.at(-1)?.id, `seed ${seed}`).toBe('new')
      // In order, and a turn whole: an answer never without its question.
      const places = kept.map((message) => messages.indexOf(message))
      expect(places, `seed ${seed}`).toEqual(places.toSorted((a, b) => a - b))
      for (const message of messages) {
        const facts = (
          message.metadata as { millrace?: { pinned?: boolean; canned?: string } } | undefined
        )?.millrace
        if (message.role === 'system' || facts?.pinned === true)
          expect(kept, `seed ${seed}`).toContain(message)
        if (facts?.canned !== undefined) expect(kept, `seed ${seed}`).not.toContain(message)
        if (message.role === 'assistant' && kept.includes(message)) {
          expect(
            kept.some(({ id }) => id === `q${message.id.slice(1)}`),
            `seed ${seed}`,
          ).toBe(true)
        }
      }
      // Trimming what was trimmed changes nothing, to the very array.
      expect(trimMessages(kept, options).messages, `seed ${seed}`).toBe(kept)
      if (report.droppedMessages > 0) trimmed++
    }
    expect(trimmed).toBeGreaterThan(rounds / 20)
  })
})

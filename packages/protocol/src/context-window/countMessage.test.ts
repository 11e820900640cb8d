import { describe, expect, test } from 'vitest'
import type { Message, Part } from '../message/Message.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { countFileUnseen, countMessage, prepareMessages } from './countMessage.ts'
import { countTools } from './countTools.ts'
import { randomConversation } from './fixtures/randomConversation.ts'
import { imageTokens } from './imageTokens.ts'
import { o200k } from './o200k.ts'
import type { TokenCounter } from './TokenCounter.ts'

const tokens = o200k()
const called = { type: 'dynamic-tool', toolName: 'weather', toolCallId: 'call' } as const

function saying(...parts: Part[]): Message {
  return { id: 'm', role: 'assistant', parts }
}

/** What the parts cost beside the message itself. */
function costOf(...parts: Part[]): number {
  return countMessage(saying(...parts), tokens) - countMessage(saying(), tokens)
}

test('an empty message costs its role and three tokens, as Chat Completions counts', () => {
  expect(countMessage(saying(), tokens)).toBe(4)
  expect(countMessage(saying({ type: 'text', text: 'hi' }), tokens)).toBe(5)
})

test('words and thoughts cost what they count', () => {
  const text = 'The river turns the wheel.'
  expect(costOf({ type: 'text', text })).toBe(tokens.count(text))
  expect(costOf({ type: 'reasoning', text })).toBe(tokens.count(text))
  expect(costOf({ type: 'text', text }, { type: 'text', text })).toBe(2 * tokens.count(text))
})

test('a call costs at least its name, input and result as they are written', () => {
  const input = { city: 'Bern', days: [1, 2] }
  const output = { degrees: 12 }
  const written = [JSON.stringify(input), JSON.stringify(output), 'weather']
  const least = written.reduce((sum, text) => sum + tokens.count(text), 0)
  const whole = costOf({ ...called, state: 'output-available', input, output })
  expect(whole).toBeGreaterThanOrEqual(least)
  expect(whole).toBeLessThan(least + 30)
  const failed = costOf({ ...called, state: 'output-error', input, errorText: 'No such city.' })
  expect(failed).toBeGreaterThan(
    tokens.count('No such city.') + tokens.count(JSON.stringify(input)),
  )
  const { toolName: _, ...declared } = called
  const typed = { ...declared, type: 'tool-weather', state: 'output-available', input, output }
  expect(Math.abs(costOf(typed as Part) - whole)).toBeLessThan(5)
})

test.each([
  ['a book', 'word '.repeat(5000)],
  ['64 ideographs', '漢字龍鬱'.repeat(16)],
])(
  'an id that is %s costs what it is, in the call and in the result (hostile messages)',
  (_, id) => {
    const call: Part = { ...called, toolCallId: id, state: 'input-available', input: {} }
    expect(costOf(call)).toBeGreaterThanOrEqual(2 * tokens.count(id))
  },
)

test('an id as vendors give them is in the overhead of a call', () => {
  const call: Part = { ...called, state: 'input-available', input: {} }
  expect(costOf({ ...call, toolCallId: 'call_aBcDeFgHiJkLmNoPqRsTuVwX' })).toBe(costOf(call))
})

test('what no model reads costs nothing', () => {
  expect(
    costOf(
      { type: 'step-start' },
      { type: 'source-url', sourceId: 's', url: 'https://example.org/' },
      { type: 'data-chart', data: { n: 1 } },
      { type: 'custom', kind: 'a.b' },
    ),
  ).toBe(0)
})

describe('files', () => {
  test('of unknown size are as large as an image can be', () => {
    const url = 'https://example.org/x'
    expect(countFileUnseen({ type: 'file', mediaType: 'image/png', url })).toBe(
      imageTokens(undefined),
    )
    expect(countFileUnseen({ type: 'file', mediaType: 'text/csv', url })).toBe(
      imageTokens(undefined),
    )
  })

  test('that came along count a token per three bytes, images aside', () => {
    const url = `data:text/csv;base64,${'A'.repeat(4000)}`
    const csv = countFileUnseen({ type: 'file', mediaType: 'text/csv', url })
    expect(csv).toBeGreaterThanOrEqual(1000)
    expect(csv).toBeLessThan(1010)
    expect(countFileUnseen({ type: 'file', mediaType: 'image/png', url })).toBe(
      imageTokens(undefined),
    )
  })

  test('are sent with their names (hostile messages)', () => {
    const url = 'data:text/csv;base64,AAAA'
    const file: Part = { type: 'file', mediaType: 'text/csv', url }
    const filename = 'name '.repeat(5000)
    expect(costOf({ ...file, filename }) - costOf(file)).toBe(tokens.count(filename))
  })

  test('are counted by whoever can look into them', () => {
    const file: Part = { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,' }
    expect(countMessage(saying(file, file), tokens, () => 100)).toBe(204)
  })
})

test('whatever counting a conversation asks for was prepared', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const messages = randomConversation(seededRandom(seed))
    const prepared = new Set<string>()
    const counter: TokenCounter = {
      name: 'prepared',
      count(text) {
        expect(prepared.has(text), `seed ${seed}`).toBe(true)
        return tokens.count(text)
      },
      async prepare(texts) {
        for (const text of texts) prepared.add(text)
      },
    }
    await prepareMessages(messages, counter)
    for (const message of messages) {
      expect(countMessage(message, counter)).toBe(countMessage(message, tokens))
    }
  }
})

test('tools cost at least what is written of them', () => {
  const tools = [{ name: 'weather', description: 'The weather of a city.' }, { name: 'turn' }]
  const written = tools.reduce((sum, tool) => sum + tokens.count(JSON.stringify(tool)), 0)
  expect(countTools([], tokens)).toBe(0)
  expect(countTools(tools, tokens)).toBeGreaterThan(written)
  expect(countTools(tools, tokens)).toBeGreaterThan(countTools(tools.slice(1), tokens))
})

test('what was stored without a text, a type or an address is counted all the same', () => {
  const parts = [
    { type: 'text' },
    { type: 'reasoning', text: null },
    { type: 'file', filename: 5 },
    { type: 'file', mediaType: 5, url: 'data:,a' },
    { type: 'reasoning-file' },
    { ...called, state: 'approval-requested' },
  ]
  for (const part of parts) expect(costOf(part as Part)).toBeGreaterThanOrEqual(0)
})

import { describe, expect, test } from 'vitest'
import type { Message, Part } from '../message/Message.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { estimate } from './estimateTokens.ts'
import { randomText } from './fixtures/randomText.ts'
import { o200k } from './o200k.ts'
import { shortenOutputs } from './shortenOutputs.ts'

const exact = o200k()
/** Half a surrogate pair. */
const half = /\p{Cs}/gu
const prose = 'The river turns the wheel, and the wheel turns the stone. '

function called(output: unknown, more: object = {}): Message {
  const part = {
    type: 'tool-weather',
    toolCallId: 'call',
    state: 'output-available',
    input: { city: 'Bern' },
    output,
    ...more,
  } as Part
  return { id: 'a', role: 'assistant', parts: [{ type: 'text', text: prose.repeat(200) }, part] }
}

function outputOf(message: Message): unknown {
  return (message.parts[1] as { output?: unknown }).output
}

test('a long output keeps its beginning and its end', () => {
  const message = called(`START ${prose.repeat(100)} END`)
  const shortened = shortenOutputs(message, 100, exact)
  expect(outputOf(shortened)).toMatch(
    /^START The river.{100,}\n\[\d{4} characters left out\]\n.{30,} END$/s,
  )
  expect(shortened).toEqual({
    ...message,
    parts: [message.parts[0], { ...message.parts[1], output: outputOf(shortened) }],
  })
})

test('a structured one is text then', () => {
  const rows = Array.from({ length: 500 }, (_, row) => ({ row, city: 'Bern' }))
  expect(outputOf(shortenOutputs(called({ rows }), 100, exact))).toMatch(
    /^\{"rows":\[\{"row":0,"city":"Bern"\}.*\[\d+ characters left out\].*"city":"Bern"\}\]\}$/s,
  )
})

test.each([
  ['short outputs', called({ degrees: 12 })],
  ['no output', called(undefined)],
  ['an output that is being written', called(undefined, { state: 'input-available' })],
  ['a failure', called(undefined, { state: 'output-error', errorText: prose.repeat(100) })],
  ['no calls', { id: 'q', role: 'user', parts: [{ type: 'text', text: prose }] } as Message],
  ['a data part', called(undefined, { type: 'data-chart', data: prose.repeat(100) })],
])('a message with %s stays the same one', (_, message) => {
  expect(shortenOutputs(message, 50, exact)).toBe(message)
})

test('few signs may be many tokens', () => {
  const output = '\u{20ff0}'.repeat(20)
  expect(exact.count(output)).toBeGreaterThan(55)
  expect(outputOf(shortenOutputs(called(output), 55, exact))).toMatch(/characters left out/)
})

test('calls of undeclared tools are shortened alike', () => {
  const message = called(prose.repeat(100), { type: 'dynamic-tool', toolName: 'weather' })
  expect(outputOf(shortenOutputs(message, 50, exact))).toMatch(/characters left out/)
})

describe.each([exact, estimate])('any output, counted by $name', (counter) => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 25 : 800

  test(`${rounds} seeded ones stay under the limit, whole characters only, and are cut once`, () => {
    for (let seed = 0; seed < rounds; seed++) {
      const random = seededRandom(seed)
      // Half characters of its own would hide those that cutting makes.
      const output = randomText(random, 600).replace(half, '?')
      const maxTokens = 50 + Math.floor(random() * 300)
      const message = called(output)
      const shortened = shortenOutputs(message, maxTokens, counter)
      const kept = String(outputOf(shortened))
      expect(counter.count(kept), `seed ${seed}`).toBeLessThanOrEqual(maxTokens)
      expect(kept, `seed ${seed}`).not.toMatch(half)
      expect(shortenOutputs(shortened, maxTokens, counter), `seed ${seed}`).toBe(shortened)
      const fits = counter.count(output) <= maxTokens
      expect(shortened === message, `seed ${seed}`).toBe(fits)
      if (fits) continue
      const [head = '', tail = ''] = kept.split(/\n\[\d+ characters left out\]\n/)
      expect(output.startsWith(head) && output.endsWith(tail), `seed ${seed}`).toBe(true)
    }
  })
})

import { describe, expect, test } from 'vitest'
import type { Message } from '../message/Message.ts'
import { countMessage } from './countMessage.ts'
import { estimate } from './estimateTokens.ts'
import { readUsage, sumUsage, usageOf } from './usageOf.ts'

function answer(millrace?: unknown, role: Message['role'] = 'assistant'): Message {
  return {
    id: 'a',
    role,
    parts: [{ type: 'text', text: 'The river turns the wheel.' }],
    ...(millrace === undefined ? {} : { metadata: { millrace } }),
  }
}

const reported = {
  inputTokens: 100,
  outputTokens: 20,
  totalTokens: 120,
  reasoningTokens: 5,
  cachedInputTokens: 50,
}

describe('what an answer used', () => {
  test('is what was reported', () => {
    expect(usageOf(answer({ usage: reported }))).toEqual(reported)
    const counted = { ...reported, estimated: true }
    expect(usageOf(answer({ usage: counted }))).toEqual(counted)
  })

  test('is estimated where nothing was, and marked', () => {
    const message = answer()
    const outputTokens = countMessage(message, estimate)
    expect(usageOf(message)).toEqual({ outputTokens, estimated: true })
  })

  test('is estimated beside what was reported of its input', () => {
    const message = answer({ usage: { inputTokens: 100, outputTokens: 'many' } })
    const outputTokens = countMessage(message, estimate)
    expect(usageOf(message)).toEqual({ inputTokens: 100, outputTokens, estimated: true })
  })

  test.each([
    ['a question', answer({ usage: reported }, 'user')],
    ['an instruction', answer({ usage: reported }, 'system')],
    ['an automatic reply', answer({ usage: reported, canned: 'outage' })],
  ])('is nothing for %s', (_, message) => {
    expect(usageOf(message)).toBeUndefined()
  })

  test.each([
    ['reported', answer({ usage: reported })],
    ['estimated', answer()],
  ])('is the same object for the same message, %s', (_, message) => {
    expect(usageOf(message)).toBe(usageOf(message))
    expect(usageOf({ ...message })).toEqual(usageOf(message))
  })
})

describe('a usage that somebody sent', () => {
  test.each([
    undefined,
    null,
    5,
    'usage',
    [],
    [1, 2],
    {},
    { estimated: true },
    { inputTokens: '5' },
    { inputTokens: -1, outputTokens: NaN, totalTokens: Infinity, reasoningTokens: 1.5 },
    { outputTokens: 2 ** 53 },
    { outputTokens: { valueOf: 5 } },
    JSON.parse('{"__proto__": {"outputTokens": 5}}') as unknown,
    { constructor: { outputTokens: 5 } },
  ])('is none: %j', (hostile) => {
    expect(readUsage(hostile)).toBeUndefined()
    const message = answer({ usage: hostile })
    expect(usageOf(message)).toEqual({
      outputTokens: countMessage(message, estimate),
      estimated: true,
    })
  })

  test('is read field by field: whole counts stay, the rest goes', () => {
    const hostile: unknown = JSON.parse(
      '{"inputTokens": 0, "outputTokens": 7, "totalTokens": "7", "reasoningTokens": null, "__proto__": {"cachedInputTokens": 1}, "costUsd": 0, "estimated": "yes"}',
    )
    const read = readUsage(hostile)
    expect(read).toEqual({ inputTokens: 0, outputTokens: 7 })
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })

  test.each([null, 'text', 5, [], { millrace: null }, { millrace: 'facts' }, { millrace: [] }])(
    'is not looked for in metadata like %j',
    (metadata) => {
      const message = { ...answer(), metadata }
      expect(usageOf(message)).toMatchObject({ estimated: true })
    },
  )
})

describe('several requests', () => {
  test('are added up, count by count', () => {
    expect(sumUsage([reported, reported])).toEqual({
      inputTokens: 200,
      outputTokens: 40,
      totalTokens: 240,
      reasoningTokens: 10,
      cachedInputTokens: 100,
    })
  })

  test('of which one is an estimate are one', () => {
    const counted = { inputTokens: 1, outputTokens: 1 }
    expect(sumUsage([counted, { ...counted, estimated: true }])).toEqual({
      inputTokens: 2,
      outputTokens: 2,
      estimated: true,
    })
    expect(sumUsage([counted, { ...counted, estimated: false }])).toEqual({
      inputTokens: 2,
      outputTokens: 2,
    })
  })

  test('of which one lacks a count are an estimate of the others', () => {
    expect(sumUsage([{ inputTokens: 5, outputTokens: 1 }, { outputTokens: 2 }])).toEqual({
      inputTokens: 5,
      outputTokens: 3,
      estimated: true,
    })
    expect(sumUsage([{ inputTokens: 5, outputTokens: 1 }, {}])).toEqual({
      inputTokens: 5,
      outputTokens: 1,
      estimated: true,
    })
  })

  test('may lack what only some providers tell', () => {
    expect(
      sumUsage([
        { inputTokens: 5, outputTokens: 1, cachedInputTokens: 2 },
        { inputTokens: 5, outputTokens: 1 },
      ]),
    ).toEqual({ inputTokens: 10, outputTokens: 2, cachedInputTokens: 2 })
  })

  test('that are none use nothing', () => {
    expect(sumUsage([])).toEqual({})
  })
})

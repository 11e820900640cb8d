import { expect, test } from 'vitest'
import type { Message } from '../message/Message.ts'
import { answerOverhead } from './chatTokens.ts'
import { costOf } from './costOf.ts'
import { countMessage } from './countMessage.ts'
import { estimateCost } from './estimateCost.ts'
import { estimate } from './estimateTokens.ts'
import { o200k } from './o200k.ts'

const messages: readonly Message[] = [
  { id: 's', role: 'system', parts: [{ type: 'text', text: 'You are brief.' }] },
  { id: 'q', role: 'user', parts: [{ type: 'text', text: 'What turns the wheel?' }] },
]
const model = { price: { input: 2_500_000_000, output: 10_000_000_000 } }

test.each([estimate, o200k()])('what is sent costs what its count costs, by $name', (tokens) => {
  const inputTokens = messages.reduce(
    (sum, message) => sum + countMessage(message, tokens),
    answerOverhead,
  )
  expect(estimateCost(messages, model, { tokens })).toBe(
    costOf({ inputTokens, outputTokens: 0 }, model),
  )
  expect(estimateCost(messages, model, { tokens, outputTokens: 1000 })).toBe(
    costOf({ inputTokens, outputTokens: 1000 }, model),
  )
})

test('the estimate is taken where nobody counts', () => {
  expect(estimateCost(messages, model)).toBe(estimateCost(messages, model, { tokens: estimate }))
})

test('nothing sent still costs the start of an answer', () => {
  expect(estimateCost([], model)).toBe(costOf({ inputTokens: 3, outputTokens: 0 }, model))
})

test('the cost of an unknown model is unknown (T-85)', () => {
  expect(estimateCost(messages, undefined)).toBeUndefined()
  expect(estimateCost(messages, {})).toBeUndefined()
  expect(estimateCost(messages, { price: { input: 1 } }, { outputTokens: 5 })).toBeUndefined()
})

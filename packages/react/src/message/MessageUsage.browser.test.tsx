import type { Facts } from '@millrace/protocol'
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { prices } from '../fixtures/prices.ts'
import { answer, question } from '../fixtures/said.ts'

afterEach(cleanup)

const usage = { inputTokens: 1204, outputTokens: 1950, totalTokens: 3154 }

function lines(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-part=message-usage]')]
}

function shown(facts: Facts, locale = 'en'): string | null | undefined {
  const messages = [question('q', 'Hi'), answer('a', 'Hello.', facts)]
  const labels = { locale }
  const { chat } = chatInHand({ messages })
  render(<Chat chat={chat} catalogue={prices} labels={labels} showUsage />)
  expect(lines().length).toBeLessThan(2)
  return lines()[0]?.textContent
}

test('says what an answer read, wrote and cost', () => {
  expect(shown({ model: 'small-1', usage })).toBe('1,204 in · 1,950 out · $0.0042')
  expect(lines()[0]?.hasAttribute('data-estimated')).toBe(false)
})

test('writes numbers as the words are written', () => {
  expect(shown({ model: 'small-1', usage }, 'de')).toBe('1.204 in · 1.950 out · 0,0042\u00a0$')
})

test('an estimate is called one', () => {
  const estimated = { ...usage, estimated: true }
  expect(shown({ model: 'small-1', usage: estimated })).toBe('about 1,204 in · 1,950 out · $0.0042')
  expect(lines()[0]?.dataset['estimated']).toBe('')
})

test('says what an answer saved that was given before', () => {
  const nothing = { inputTokens: 0, outputTokens: 0, totalTokens: 0 }
  const facts = { model: 'small-1', provider: 'Example', usage: nothing }
  expect(shown({ ...facts, cached: { createdAt: 1, saved: usage } })).toBe(
    'saved 1,204 in · 1,950 out · $0.0042',
  )
  const footer = () => document.querySelector('[data-part=message-footer]')?.textContent
  expect(footer()).toBe('small-1 · Example · Answered before')
  cleanup()
  expect(shown({ ...facts, cached: { createdAt: 1, stale: true } })).toBe('0 in · 0 out · $0.00')
  expect(footer()).toBe('small-1 · Example · An earlier answer')
})

test.each([null, 'yes', { createdAt: 'then' }, { createdAt: 1, saved: { inputTokens: -1 } }])(
  'a stored word on the cache that is none, %j, saved nothing (T-26)',
  (cached) => {
    expect(shown({ usage, cached } as unknown as Facts)).toBe('1,204 in · 1,950 out')
  },
)

test.each(['unpriced-1', 'unheard-of', '__proto__'])(
  'the cost of the model %s is left out, not nothing',
  (model) => {
    expect(shown({ model, usage })).toBe('1,204 in · 1,950 out')
  },
)

test('is not there for automatic replies, nor unless it is asked for', () => {
  expect(shown({ canned: 'outage', usage })).toBe(undefined)
  cleanup()
  render(<Chat chat={chatInHand({ messages: [answer('a', 'Hi', { usage })] }).chat} />)
  expect(lines()).toEqual([])
})

test.each([null, 'soon', { firstTokenMs: '1', totalMs: NaN }])(
  'stored times that are none, %j, are left out (T-26)',
  (timings) => {
    expect(shown({ usage, timings } as unknown as Facts)).toBe('1,204 in · 1,950 out')
    expect(document.querySelector('[data-part=message-timings]')).toBeNull()
  },
)

test('comes when the answer has ended', async () => {
  const { chat, script, frames } = chatInHand()
  render(<Chat chat={chat} showUsage />)
  void chat.sendMessage('Hi')
  await act(async () => {
    await script.accept()
    await script.text('Hello')
    frames.frame()
  })
  expect(lines()).toEqual([])
  await act(async () => {
    await script.finish()
    frames.all()
  })
  expect(lines()[0]?.textContent).toMatch(/^about \d+ out$/)
})

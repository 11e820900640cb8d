import { manualClock, seededRandom } from '@millrace/protocol/testing'
import type { ProviderEvent, ProviderRequest } from '@millrace/server'
import { describe, expect, test } from 'vitest'
import { answerTo, starters } from './answerTo.ts'
import { createManuscript } from './createManuscript.ts'
import { piecesOf } from './piecesOf.ts'
import { scriptedProvider } from './scriptedProvider.ts'

type Prompt = ProviderRequest['prompt']

function asking(question: string, before: Prompt = []): ProviderRequest {
  const asked: Prompt[number] = { role: 'user', content: [{ type: 'text', text: question }] }
  return { prompt: [...before, asked], maxOutputTokens: 4096 }
}

/** Has it answer at this speed, and tells what it said and how long it took. */
async function hear(request: ProviderRequest, tokensPerSecond: number) {
  const clock = manualClock(0)
  const manuscript = createManuscript()
  const provider = scriptedProvider({
    name: 'first',
    model: 'scripted',
    clock,
    random: seededRandom(1),
    manner: () => ({ tokensPerSecond, trouble: 'none' }),
    manuscript,
  })
  const said: ProviderEvent[] = []
  let over = false
  const listening = (async () => {
    const { signal } = new AbortController()
    for await (const events of provider.stream(request, { signal })) said.push(...events)
    over = true
  })()
  while (!over) await clock.advance(100)
  await listening
  const text = said.map((event) => (event.type === 'text' ? event.text : '')).join('')
  return { text, written: manuscript.text, last: said.at(-1), count: said.length, ms: clock.now() }
}

test('says the answer in pieces and takes it down', async () => {
  const { text, written, last } = await hear(asking('Hello!'), 1000)
  expect(text).toBe(answerTo('Hello!'))
  expect(written).toBe(text)
  expect(last).toEqual({ type: 'finish', finishReason: 'stop' })
})

test.each([20, 200])('writes %i pieces a second, more or less', async (speed) => {
  const { count, ms } = await hear(asking('Hello!'), speed)
  const perSecond = count / (ms / 1000)
  expect(perSecond).toBeGreaterThan(speed * 0.5)
  expect(perSecond).toBeLessThan(speed * 1.3)
})

test('stops at its limit, and carries on where it stopped', async () => {
  const whole = answerTo('A recipe?')
  const { text, last } = await hear({ ...asking('A recipe?'), maxOutputTokens: 20 }, 1000)
  expect(last).toEqual({ type: 'finish', finishReason: 'length' })
  expect(whole.startsWith(text)).toBe(true)
  const before: Prompt = [
    ...asking('A recipe?').prompt,
    { role: 'assistant', content: [{ type: 'text', text }] },
  ]
  const rest = await hear(asking('Continue your last answer', before), 1000)
  expect(text + rest.text).toBe(whole)
})

describe('pieces', () => {
  const utf8 = new TextEncoder()
  const texts = starters.map(({ question }) => answerTo(question))

  test('are the text when they are joined, and many', () => {
    for (const text of [...texts, answerTo(''), 'a👩🏽‍🚀b\n\n\n']) {
      const pieces = piecesOf(text, seededRandom(1))
      expect(pieces.join('')).toBe(text)
      expect(pieces.length).toBeGreaterThan(text.length / 8)
      // None begins or ends in the middle of a character.
      for (const piece of pieces) expect(new TextDecoder().decode(utf8.encode(piece))).toBe(piece)
    }
  })

  test('come of a text for each question to begin with', () => {
    expect(new Set(texts).size).toBe(starters.length)
  })
})

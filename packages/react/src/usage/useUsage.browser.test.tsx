import { type Catalogue, type Facts, type Message, textOf, withFacts } from '@millrace/protocol'
import { act, cleanup, render } from '@testing-library/react'
import { type ReactNode, useEffect } from 'react'
import { afterEach, expect, test } from 'vitest'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer, playTurn } from '../fixtures/playTurn.ts'
import { prices } from '../fixtures/prices.ts'
import { answer, question } from '../fixtures/said.ts'
import { type ConversationUsage, useUsage } from './useUsage.ts'

afterEach(cleanup)

/** Every usage that the hook gave, oldest first. */
function followed(
  hand: ChatInHand,
  catalogue: Catalogue | null = prices,
): readonly ConversationUsage[] {
  const seen: ConversationUsage[] = []
  function Follow(): ReactNode {
    const usage = useUsage()
    useEffect(() => {
      seen.push(usage)
    })
    return null
  }
  render(
    <ChatProvider chat={hand.chat} catalogue={catalogue ?? undefined}>
      <Follow />
    </ChatProvider>,
  )
  return seen
}

const used = (inputTokens: number, outputTokens: number, model = 'small-1'): Facts => ({
  model,
  usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
})

const nothing = { inputTokens: 0, outputTokens: 0, totalTokens: 0, estimated: false, cost: 0 }

function talk(facts: Facts): readonly Message[] {
  return [question('q', 'Hi'), withFacts(answer('a', 'Hello.'), facts)]
}

test('adds up what the answers used and cost', async () => {
  const hand = chatInHand({ messages: talk(used(1000, 100)) })
  const seen = followed(hand)
  // 1,000 at $0.25 and 100 at $2 a million.
  const first = { inputTokens: 1000, outputTokens: 100, totalTokens: 1100, estimated: false }
  expect(seen).toEqual([{ ...first, cost: 450_000 }])
  await act(() => playTurn(hand, { facts: used(2000, 200) }))
  const both = { inputTokens: 3000, outputTokens: 300, totalTokens: 3300, estimated: false }
  expect(seen.at(-1)).toEqual({ ...both, cost: 1_350_000 })
})

test('renders again when an answer has ended, not for its tokens', async () => {
  const hand = chatInHand({ messages: talk(used(1000, 100)) })
  const seen = followed(hand)
  void hand.chat.sendMessage('And now?')
  await act(async () => {
    await hand.script.accept()
    await hand.script.text('one ')
    hand.frames.frame()
  })
  for (const word of ['two ', 'three ', 'four ']) {
    await act(async () => {
      await hand.script.text(word)
      await hand.clock.advance(100)
      hand.frames.frame()
    })
  }
  expect(textOf(hand.chat.getState().messages.at(-1) ?? { parts: [] })).toContain('four')
  expect(seen).toHaveLength(1)
  await act(async () => {
    await hand.script.finish()
    hand.frames.all()
  })
  expect(seen).toHaveLength(2)
  // Nobody counted the second answer: so far it is an estimate, and what it cost is not known.
  expect(seen[1]).toMatchObject({ inputTokens: 1000, estimated: true, cost: undefined })
  expect(seen[1]?.outputTokens).toBeGreaterThan(100)
})

test('an answer that is carried on keeps what its first half used', async () => {
  const cut = { ...used(1000, 100), finishReason: 'length' as const }
  const hand = chatInHand({ messages: talk(cut) })
  const seen = followed(hand)
  void hand.chat.continueAnswer()
  await act(() => playAnswer(hand, { text: ' And more.', facts: used(2100, 150) }))
  expect(seen.map(({ totalTokens }) => totalTokens)).toEqual([1100, 2250])
})

test('answers in branches that are not shown count, each once', async () => {
  const hand = chatInHand({ messages: talk(used(1000, 100)) })
  const seen = followed(hand)
  void hand.chat.regenerate()
  // The old answer has gone, and a new one is asked for.
  await act(async () => {})
  await act(() => playAnswer(hand, { facts: used(1000, 300) }))
  expect(seen.at(-1)).toMatchObject({ inputTokens: 2000, outputTokens: 400 })
  act(() => hand.chat.selectBranch(hand.chat.getState().messages[1]?.id ?? '', 0))
  expect(hand.chat.getState().messages[1]?.id).toBe('a')
  expect(seen.at(-1)).toMatchObject({ inputTokens: 2000, outputTokens: 400 })
})

test.each(['unpriced-1', 'unheard-of', '__proto__', 'constructor'])(
  'with an answer of the model %s the cost is not known',
  (model) => {
    expect(followed(chatInHand({ messages: talk(used(1, 1, model)) })).at(-1)?.cost).toBe(undefined)
  },
)

test('a model that is no text has no cost', () => {
  const facts = { ...used(1, 1), model: { id: 'small-1' } } as unknown as Facts
  expect(followed(chatInHand({ messages: talk(facts) })).at(-1)?.cost).toBe(undefined)
})

test('before the first answer nothing is used, and it costs nothing', () => {
  expect(followed(chatInHand({ messages: [question('q', 'Hi')] }))).toEqual([nothing])
})

test('without a catalogue no cost is known, not even of nothing', () => {
  expect(followed(chatInHand(), null)).toEqual([{ ...nothing, cost: undefined }])
})

test("automatic replies are nobody's tokens", () => {
  expect(followed(chatInHand({ messages: talk({ canned: 'outage' }) }))).toEqual([nothing])
})

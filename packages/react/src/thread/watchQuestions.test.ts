import { expect, test } from 'vitest'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer, playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import { watchQuestions } from './watchQuestions.ts'

const messages = [question('q', 'Why?'), answer('a', 'Because.')]

function watched() {
  const hand = chatInHand({ messages })
  const asked: string[] = []
  watchQuestions(hand.chat, (id) => asked.push(id))
  return { hand, asked }
}

test('a question, one in other words, and one again are told', async () => {
  const { hand, asked } = watched()
  await playTurn(hand)
  const [, , first] = hand.chat.getState().messageIds
  expect(asked).toEqual([first])
  const edited = hand.chat.editMessage(first ?? '', 'And then?')
  await playAnswer(hand)
  await edited
  const last = hand.chat.getState().messages.at(-2)?.id
  expect(asked).toEqual([first, last])
  const again = hand.chat.regenerate()
  await playAnswer(hand)
  await again
  expect(asked).toEqual([first, last, last])
})

test('a question that waited for another answer is not', async () => {
  const { hand, asked } = watched()
  const first = hand.chat.sendMessage('one')
  const second = hand.chat.sendMessage('two')
  expect(asked).toHaveLength(1)
  await playAnswer(hand)
  await playAnswer(hand)
  await Promise.all([first, second])
  expect(hand.chat.getState().messages).toHaveLength(6)
  expect(asked).toHaveLength(1)
  await playTurn(hand)
  expect(asked).toHaveLength(2)
})

test('one that was taken back does not hide the next', async () => {
  const { hand, asked } = watched()
  const first = hand.chat.sendMessage('one')
  void hand.chat.sendMessage('two')
  hand.chat.cancelQueued(hand.chat.getState().queue[0]?.id ?? '')
  await playAnswer(hand)
  await first
  await playTurn(hand)
  expect(asked).toHaveLength(2)
})

test('an answer that goes on by itself is no question', async () => {
  const { hand, asked } = watched()
  const going = hand.chat.goOn()
  await playAnswer(hand)
  await going
  expect(asked).toEqual([])
})

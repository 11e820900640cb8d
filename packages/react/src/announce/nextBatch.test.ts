import { expect, test } from 'vitest'
import { nextBatch } from './nextBatch.ts'

test('as many sentences as fit are said at once', () => {
  expect(nextBatch(['One.', 'Two.', 'Three.'], 10)).toEqual({ text: 'One. Two.', rest: ['Three.'] })
  expect(nextBatch(['One.', 'Two.'], 100)).toEqual({ text: 'One. Two.', rest: [] })
  expect(nextBatch([], 100)).toEqual({ text: '', rest: [] })
})

test('what ends without a mark gets a full stop before what follows', () => {
  expect(nextBatch(['Milk', 'Eggs (six)', 'Bread'], 100).text).toBe('Milk. Eggs (six) Bread')
})

test('a sentence that is too long is cut between words, and nothing of it is lost', () => {
  expect(nextBatch(['The sky is blue.', 'Yes.'], 10)).toEqual({
    text: 'The sky is',
    rest: ['blue.', 'Yes.'],
  })
})

test('where there are no words it is cut between characters', () => {
  expect(nextBatch(['空は青い空は青い'], 4)).toEqual({ text: '空は青い', rest: ['空は青い'] })
  expect(nextBatch(['🙂🙂🙂'], 3)).toEqual({ text: '🙂', rest: ['🙂🙂'] })
})

import { afterEach, expect, test } from 'vitest'
import { sentencesOf } from './sentencesOf.ts'

const { Segmenter } = Intl
afterEach(() => {
  Object.assign(Intl, { Segmenter })
})

test('sentences are told apart by the rules of the language', () => {
  expect(sentencesOf('It is 3.5 km. Really? Yes!', 'en')).toEqual([
    'It is 3.5 km.',
    'Really?',
    'Yes!',
  ])
  expect(sentencesOf('空は青い。なぜですか？光です。', 'ja')).toEqual([
    '空は青い。',
    'なぜですか？',
    '光です。',
  ])
})

test('a line ends a sentence, and empty ones are none', () => {
  expect(sentencesOf('Milk\n\n \nEggs and\nbread', 'en')).toEqual(['Milk', 'Eggs and', 'bread'])
  expect(sentencesOf('', 'en')).toEqual([])
})

test('where sentences cannot be told apart, a line is one', () => {
  Object.assign(Intl, { Segmenter: undefined })
  expect(sentencesOf('One. Two.\nThree.', 'en')).toEqual(['One. Two.', 'Three.'])
})

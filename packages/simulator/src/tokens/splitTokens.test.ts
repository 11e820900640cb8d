import { expect, test } from 'vitest'
import { arabic } from '../answers/arabic.ts'
import { emoji } from '../answers/emoji.ts'
import { essay } from '../answers/essay.ts'
import { eventStreams } from '../answers/eventStreams.ts'
import { japanese } from '../answers/japanese.ts'
import { seededRandom } from '../random/seededRandom.ts'
import { splitTokens } from './splitTokens.ts'

const loneHalf = /\p{Surrogate}/u

test('splits words, signs and line breaks like a tokenizer', () => {
  expect(splitTokens('Hello, internationalization!\n\n  x = 1')).toEqual([
    'Hello',
    ',',
    ' int',
    'erna',
    'tion',
    'aliz',
    'ation',
    '!',
    '\n\n',
    '  ',
    'x',
    ' =',
    ' 1',
  ])
})

test.each([
  ['long', essay.text],
  ['code', eventStreams.text],
  ['Arabic', arabic.text],
  ['Japanese', japanese.text],
  ['emoji', emoji.text],
  ['lone halves', 'a\uD83D b\uDE00\uD83D'],
])('loses nothing and splits no surrogate pair: %s', (_, text) => {
  const tokens = splitTokens(text)
  expect(tokens.join('')).toBe(text)
  if (!loneHalf.test(text)) expect(tokens.filter((token) => loneHalf.test(token))).toEqual([])
})

test('loses nothing of any text', () => {
  const random = seededRandom(42)
  const signs = [
    'a',
    'é',
    '\n',
    ' ',
    '\t',
    '😀',
    '\u200D',
    '日',
    'か',
    'ع',
    '\uD83D',
    '\uDE00',
    '.',
    '7',
  ]
  for (let round = 0; round < 2000; round++) {
    const length = Math.floor(random() * 40)
    const pick = (): string => signs[Math.floor(random() * signs.length)] ?? ''
    const text = Array.from({ length }, pick).join('')
    expect(splitTokens(text).join('')).toBe(text)
  }
})

test('makes tokens of about four characters of English', () => {
  const perToken = essay.text.length / splitTokens(essay.text).length
  expect(perToken).toBeGreaterThan(3.2)
  expect(perToken).toBeLessThan(4.8)
})

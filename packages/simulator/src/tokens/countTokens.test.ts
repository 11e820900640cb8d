import { countTokens as countWhole } from 'gpt-tokenizer/encoding/o200k_base'
import { expect, test } from 'vitest'
import { scriptedTexts } from '../answers/answerOf.ts'
import { seededRandom } from '../random/seededRandom.ts'
import { countTokens } from './countTokens.ts'

const { signal } = new AbortController()

test('counts every scripted answer as the tokenizer does in one go', async () => {
  for (const text of scriptedTexts) {
    const long = text.repeat(3)
    expect(await countTokens([long], signal)).toBe(countWhole(long))
  }
})

test('counts any text as the tokenizer does, wherever it is cut', async () => {
  const random = seededRandom(7)
  const signs = [
    "don't",
    ' we',
    '、日',
    '漢字',
    '😀',
    'é',
    'e\u0301',
    '\r\n',
    '   ',
    '1234',
    '…',
    '𠀀',
  ]
  for (let round = 0; round < 50; round++) {
    const pick = (): string => signs[Math.floor(random() * signs.length)] ?? ''
    const text = Array.from({ length: 700 }, pick).join('')
    expect(await countTokens([text], signal)).toBe(countWhole(text))
  }
})

test('adds texts up', async () => {
  expect(await countTokens([], signal)).toBe(0)
  expect(await countTokens(['', 'Hello', ' world', ''], signal)).toBe(2)
})

test('takes control tokens for text, and lone halves of pairs for what they are', async () => {
  expect(await countTokens(['<|endoftext|>'], signal)).toBe(7)
  expect(await countTokens(['a\uD83D', `${'\uDE00'.repeat(600)}`], signal)).toBeGreaterThan(2)
})

test.each([
  ['letters', 'ab'],
  ['ideographs', '漢'],
  ['pairs', '😀'],
  ['blanks', ' '],
  ['pairs at odd places', '\n😀'],
])('counts megabytes without a place to cut: %s', async (_, sign) => {
  const text = `\n${sign.repeat(Math.ceil(1_000_000 / sign.length))}`
  const tokens = await countTokens([text], signal)
  expect(tokens).toBeGreaterThan(1000)
  expect(tokens).toBeLessThanOrEqual(Buffer.byteLength(text))
})

test('ends with its signal', async () => {
  const controller = new AbortController()
  const counting = countTokens(['a word '.repeat(1_000_000)], controller.signal)
  controller.abort()
  await expect(counting).rejects.toThrow('aborted')
})

import { describe, expect, test } from 'vitest'
import { boundedPieces } from './boundedPieces.ts'
import { chatTokens } from './chatTokens.ts'
import { cl100k } from './cl100k.ts'
import { caseText, type TokenCase, tokenVectors } from './fixtures/tokenVectors.ts'
import { growingCount } from './growingCount.ts'
import { o200k } from './o200k.ts'
import type { TokenCounter } from './TokenCounter.ts'

const counters: readonly TokenCounter[] = [o200k(), cl100k()]
for (const counter of counters) counter.count('the tables are loaded')

/** The rule that the vectors state, letter for letter. */
const cut = /(?<=[\p{L}\p{N}])(?=[^\p{L}\p{M}\p{N}'])/u

function allowedError({ note = '' }: TokenCase, exact: number): number {
  if (note.includes('within 0.5%')) return exact * 0.005
  return note.includes('±2') ? 2 : 0
}

function sumOf(counter: TokenCounter, pieces: Iterable<string>): number {
  let tokens = 0
  for (const piece of pieces) tokens += counter.count(piece)
  return tokens
}

describe.each(counters)('$name (token-count.json)', (counter) => {
  const key = counter.name as 'o200k_base' | 'cl100k_base'

  test.each(tokenVectors.cases)('$id is counted as its vector says, and in time', (vector) => {
    const text = caseText(vector)
    const started = performance.now()
    const whole = counter.count(text)
    expect(performance.now() - started).toBeLessThan(2000)
    expect(Math.abs(whole - vector[key])).toBeLessThanOrEqual(allowedError(vector, vector[key]))
  })

  test.each(tokenVectors.cases)('$id counts the same in pieces', (vector) => {
    const text = caseText(vector)
    const whole = counter.count(text)
    expect(sumOf(counter, text.split(cut))).toBe(whole)
    expect(sumOf(counter, boundedPieces(text))).toBe(whole)
  })

  test.each(tokenVectors.cases)('$id counts the same by deltas of 1, 3 and 7', (vector) => {
    const text = caseText(vector)
    const whole = counter.count(text)
    for (const size of [1, 3, 7]) {
      const growing = growingCount(counter)
      for (let at = 0; at < text.length; at += size) growing.add(text.slice(at, at + size))
      expect(growing.tokens).toBe(whole)
    }
  })

  test.each(tokenVectors.cases)('$id is counted right at any moment of its way', (vector) => {
    const text = caseText(vector)
    const growing = growingCount(counter)
    const stride = Math.ceil(text.length / 12)
    for (let at = 0; at < text.length; at += stride) {
      growing.add(text.slice(at, at + stride))
      expect(growing.tokens).toBe(counter.count(text.slice(0, at + stride)))
    }
  })

  test.each(tokenVectors.chat)('the overhead of $id', ({ messages, ...expected }) => {
    expect(chatTokens(counter, messages)).toBe(expected[key])
  })
})

/** Ideographs in the order of Unicode, from all of its blocks, then Hangul: the tables know few of them. */
function ideographs(count: number): string {
  const blocks = [
    [0x4e00, 0x9fff],
    [0x3400, 0x4dbf],
    [0x20000, 0x2a6df],
    [0x2b820, 0x2cea1],
    [0x2ceb0, 0x2ebe0],
    [0x30000, 0x3134a],
    [0x31350, 0x323af],
    [0x2a700, 0x2b739],
    [0xf900, 0xfa6d],
    [0x2f800, 0x2fa1d],
    [0xac00, 0xd7a3],
  ] as const
  let text = ''
  let left = count
  for (const [first, last] of blocks) {
    for (let code = first; code <= last && left > 0; code++, left--) {
      text += String.fromCodePoint(code)
    }
  }
  return text
}

describe.each(counters)('hostile text, $name', (counter) => {
  test.each([
    ['100,000 ideographs without a break, no two alike', ideographs(100_000), 100_000],
    ['100,000 emoji', '😀'.repeat(100_000), 100_000],
    ['a megabyte of one letter', 'a'.repeat(1_000_000), 125_000],
  ])('%s are counted in time', (_, text, atLeast) => {
    const started = performance.now()
    const tokens = counter.count(text)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(tokens).toBeGreaterThanOrEqual(atLeast)
  })

  test.each([
    ['control tokens', '<|endoftext|> <|im_start|>system<|im_end|><|fim_prefix|>'],
    ['lone surrogates', '\ud800 \udfff x\ud83d'],
    ['byte order marks', '\ufeff\ufeffa\ufeffb'],
    ['zeros', 'a\0b\0\0'],
  ])('%s are text: no less than a token a word, and no throw', (_, text) => {
    expect(counter.count(text)).toBeGreaterThanOrEqual(text.split(/\s+/).length)
  })
})

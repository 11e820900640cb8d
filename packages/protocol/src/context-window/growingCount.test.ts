import { describe, expect, test } from 'vitest'
import { seededRandom } from '../testing/seededRandom.ts'
import { cl100k } from './cl100k.ts'
import { exactCounter } from './exactCounter.ts'
import { randomDeltas, randomText } from './fixtures/randomText.ts'
import { growingCount } from './growingCount.ts'
import { o200k } from './o200k.ts'
import type { TokenCounter } from './TokenCounter.ts'

/** A counter that remembers how much it was given. */
function measured(counter: TokenCounter): TokenCounter & { readonly characters: number } {
  let characters = 0
  return {
    name: counter.name,
    count(text) {
      characters += text.length
      return counter.count(text)
    },
    get characters() {
      return characters
    },
  }
}

const o200kCounter = o200k()

/** A token for each word: one more wherever a word is cut that must not be. */
const words = exactCounter(
  'words',
  (text) => text.match(/[\p{L}\p{M}\p{N}']+|[^\p{L}\p{M}\p{N}']+/gu)?.length ?? 0,
)

test('nothing counts nothing', () => {
  expect(growingCount(o200kCounter).tokens).toBe(0)
})

test.each([
  ['English', 'The river turns the wheel, and the wheel turns the stone. '.repeat(700)],
  ['Chinese', '水推动水轮，水轮带动石磨。'.repeat(3000)],
  ['one run', 'a'.repeat(40_000)],
  ['emoji', '😀'.repeat(20_000)],
])('%s character by character costs the counter what its length costs', (_, text) => {
  const counter = measured(o200kCounter)
  const growing = growingCount(counter)
  for (const unit of text.split('')) growing.add(unit)
  expect(growing.tokens).toBe(o200kCounter.count(text))
  expect(counter.characters).toBeLessThanOrEqual(text.length * 3)
})

test('looking twice counts once', () => {
  const counter = measured(o200kCounter)
  const growing = growingCount(counter)
  growing.add('The river turns the wheel.')
  expect(growing.tokens).toBe(growing.tokens)
  expect(counter.characters).toBe(26)
})

test('half a character at the end is no place to cut: the other half may make it a letter', () => {
  for (let length = 250; length < 270; length++) {
    const text = `The ${'a'.repeat(length)}𝒳 turns.`
    const growing = growingCount(words)
    for (const unit of text.split('')) growing.add(unit)
    expect(growing.tokens).toBe(words.count(text))
  }
})

describe.each([o200kCounter, cl100k(), words])('any text by any deltas, $name', (counter) => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 20 : 200

  test(`${rounds} seeded ones count as they do whole`, () => {
    for (let seed = 0; seed < rounds; seed++) {
      const random = seededRandom(seed)
      const text = randomText(random, 10 + Math.floor(random() * 1200))
      const most = [1, 5, 40, 4000][seed % 4] ?? 1
      const growing = growingCount(counter)
      let written = ''
      for (const delta of randomDeltas(random, text, most)) {
        growing.add(delta)
        written += delta
        if (random() < 0.005) {
          expect(growing.tokens, `seed ${seed}`).toBe(counter.count(written))
        }
      }
      expect(growing.tokens, `seed ${seed}`).toBe(counter.count(text))
    }
  }, 120_000)
})

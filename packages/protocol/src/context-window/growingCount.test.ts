import { describe, expect, test } from 'vitest'
import { seededRandom } from '../testing/seededRandom.ts'
import { cl100k } from './cl100k.ts'
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

describe.each([o200kCounter, cl100k()])('any text by any deltas, $name', (counter) => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 50 : 3000

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
  })
})

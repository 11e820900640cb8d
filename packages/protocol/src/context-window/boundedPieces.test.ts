import { describe, expect, test } from 'vitest'
import { seededRandom } from '../testing/seededRandom.ts'
import { boundedPieces, maxRun } from './boundedPieces.ts'
import { randomText } from './fixtures/randomText.ts'

/** Where a text may be cut, with its two ends. */
function placesOf(text: string): ReadonlySet<number> {
  const cut = /(?<=[\p{L}\p{N}])(?=[^\p{L}\p{M}\p{N}'])/gu
  return new Set([0, ...[...text.matchAll(cut)].map(({ index }) => index), text.length])
}

/** Where it has to be cut: every 512 units, or one less, into a run that has no place of its own. */
function expectedPieces(text: string): readonly string[] {
  const places = [...placesOf(text)].toSorted((a, b) => a - b)
  const pieces: string[] = []
  let from = 0
  for (const [index, end] of places.entries()) {
    const start = places[index - 1] ?? 0
    if (end - start <= maxRun) continue
    if (start > from) pieces.push(text.slice(from, start))
    for (let at = start; at < end; at = from) {
      const next = Math.min(end, at + maxRun)
      from = next < end && /[\ud800-\udbff]/.test(text.charAt(next - 1)) ? next - 1 : next
      pieces.push(text.slice(at, from))
    }
  }
  return text.length > from ? [...pieces, text.slice(from)] : pieces
}

test('a text is one piece as long as it can be cut somewhere', () => {
  const text = 'The river turns the wheel. '.repeat(4000)
  expect([...boundedPieces(text)]).toEqual([text])
  expect([...boundedPieces('')]).toEqual([])
})

test('a run without a place to cut goes in pieces of 512, what is around it whole', () => {
  const text = `before ${'='.repeat(1200)}after ${'b'.repeat(511)} end`
  expect([...boundedPieces(text)].map(({ length }) => length)).toEqual([6, 512, 512, 182, 516])
})

test('no character is cut in half', () => {
  const text = `x${'😀'.repeat(1000)}`
  expect([...boundedPieces(text)].map(({ length }) => length)).toEqual([1, 512, 512, 512, 464])
})

describe('any text', () => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 100 : 3000

  test(`${rounds} seeded ones are cut where they must be and nowhere else`, () => {
    for (let seed = 0; seed < rounds; seed++) {
      const text = randomText(seededRandom(seed), seed % 2000)
      const pieces = [...boundedPieces(text)]
      expect(pieces, `seed ${seed}`).toEqual(expectedPieces(text))
      expect(pieces.join('') === text, `seed ${seed}`).toBe(true)
      let at = 0
      for (const piece of pieces.slice(0, -1)) {
        at += piece.length
        const halved = /[\ud800-\udbff]$/.test(piece) && /^[\udc00-\udfff]/.test(text.slice(at))
        expect(halved, `seed ${seed}`).toBe(false)
      }
    }
  })
})

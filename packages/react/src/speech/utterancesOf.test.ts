import { expect, test } from 'vitest'
import { utterancesOf } from './utterancesOf.ts'

/** What is left of a text without its spaces. */
const bare = (text: string): string => text.replace(/\s/g, '')

test('short sentences are spoken together, as many as fit', () => {
  expect(utterancesOf('Yes. They do. Far.', 'en')).toEqual(['Yes. They do. Far.'])
  const sentence = 'A sentence of some seventy letters which says nothing at all about bees.'
  expect(utterancesOf(`${sentence} ${sentence} ${sentence}`, 'en')).toEqual([
    `${sentence} ${sentence}`,
    sentence,
  ])
})

test('a long sentence is cut after its clauses', () => {
  const clause = 'and a clause of some fifty letters that goes on a bit'
  const sentence = `${clause}, ${clause}, ${clause}, ${clause}.`
  expect(utterancesOf(sentence, 'en')).toEqual([`${clause}, ${clause}, ${clause},`, `${clause}.`])
})

test('Chinese takes longer to say, and is cut sooner, at its own marks', () => {
  const clause = '这是一个大约有十五个字的句子'
  const utterances = utterancesOf(`${clause}，`.repeat(8).replace(/，$/, '。'), 'zh')
  expect(utterances.length).toBeGreaterThan(1)
  for (const utterance of utterances) {
    expect(utterance.length).toBeLessThanOrEqual(56)
    expect(utterance).toMatch(/[，。]$/)
  }
})

test.each(['en', 'zh', 'ar'])(
  'nothing is left out of what has no marks, and no piece is long (%s)',
  (locale) => {
    for (const text of [
      'word '.repeat(500).trim(),
      '字'.repeat(500),
      'x'.repeat(1000),
      '😀'.repeat(300),
    ]) {
      const utterances = utterancesOf(text, locale)
      expect(bare(utterances.join(''))).toBe(bare(text))
      for (const utterance of utterances) expect(utterance.length).toBeLessThanOrEqual(180)
      // No character is cut in two.
      for (const utterance of utterances) expect(() => encodeURIComponent(utterance)).not.toThrow()
    }
  },
)

test('nothing to say is nothing', () => {
  expect(utterancesOf(' \n ', 'en')).toEqual([])
})

import { expect, test } from 'vitest'
import { numberPassages } from './numberPassages.ts'

const page = { text: 'Thirty days.', url: 'https://shop.example/returns', title: 'Returns' }
const again = { text: 'In the box.', url: 'https://SHOP.example/returns' }
const document = { text: 'Two years.', title: 'Warranty', mediaType: 'application/pdf' }

test('passages are numbered in order, those of one source alike', () => {
  expect(numberPassages([page, document, again])).toEqual({
    passages: [
      { number: 1, passage: page },
      { number: 2, passage: document },
      { number: 1, passage: again },
    ],
    sources: [
      { type: 'source-url', sourceId: 'found-1', url: page.url, title: 'Returns' },
      {
        type: 'source-document',
        sourceId: 'found-2',
        title: 'Warranty',
        mediaType: 'application/pdf',
      },
    ],
  })
})

test('what a message has already keeps its number, and is not told once more', () => {
  const before = [
    { type: 'text', text: 'It is' },
    { type: 'source-url', sourceId: 's', url: 'https://other.example/' },
    { type: 'source-url', sourceId: 't', url: page.url },
  ] as const
  const { passages, sources } = numberPassages([document, page], before)
  expect(passages.map(({ number }) => number)).toEqual([3, 2])
  expect(sources.map(({ sourceId }) => sourceId)).toEqual(['found-3'])
})

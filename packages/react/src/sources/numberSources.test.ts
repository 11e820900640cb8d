import type { Part } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { cite } from './fixtures/cite.ts'
import { numberSources } from './numberSources.ts'
import { sourceKey } from './sourceKey.ts'

const bees = { type: 'source-url', sourceId: '1', url: 'https://example.com/bees' } as const
const lime = { type: 'source-url', sourceId: '2', url: 'https://example.com/lime' } as const
const notes = {
  type: 'source-document',
  sourceId: '3',
  mediaType: 'text/plain',
  title: 'Notes',
} as const

test('sources are numbered in order, and what is only cited comes behind them', () => {
  const text: Part = {
    type: 'text',
    text: 'Bees fly.',
    citations: [cite('https://cited.example/', 4), cite(lime.url)],
  }
  const { list, numbers } = numberSources([text, bees, lime, notes])
  expect(list.map((source) => ('url' in source ? source.url : source.title))).toEqual([
    bees.url,
    lime.url,
    'Notes',
    'https://cited.example/',
  ])
  expect(numbers.get(sourceKey(cite(lime.url).source))).toBe(2)
})

test('the same address is one source, whatever its ids; the one that has a title is shown', () => {
  const again = { ...bees, sourceId: '9', url: 'https://EXAMPLE.com/bees', title: 'Bees' }
  expect(numberSources([bees, lime, again, notes, { ...notes, sourceId: '7' }]).list).toEqual([
    again,
    { ...lime },
    notes,
  ])
})

test('a message without sources has none', () => {
  expect(numberSources([{ type: 'text', text: 'Hi' }]).list).toEqual([])
})

test('what is cited is cleaned, and is the same each time that it is looked at', () => {
  const source = { sourceType: 'document', title: 'Rain', url: 'https://x.example/', id: 5 }
  const text = { type: 'text', text: 'Rain.', citations: [{ source }, null, { source: 5 }] }
  const malformed = [text, { type: 'source-url', url: 5 }] as unknown as Part[]
  const { list } = numberSources(malformed)
  expect(list).toEqual([{ type: 'source-document', sourceId: '', mediaType: '', title: 'Rain' }])
  expect(numberSources(malformed).list[0]).toBe(list[0])
  const none = { type: 'text', text: 'Rain.', citations: {} } as unknown as Part
  expect(numberSources([none]).list).toEqual([])
})

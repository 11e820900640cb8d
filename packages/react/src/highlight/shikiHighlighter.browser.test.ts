import { expect, test } from 'vitest'
import { shikiHighlighter } from './shikiHighlighter.ts'

function requestsFor(pattern: RegExp): readonly string[] {
  return performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => pattern.test(name))
}

test('a browser requests nothing of shiki before a language is asked for, and one grammar then', async () => {
  const highlighter = shikiHighlighter()
  expect(requestsFor(/shiki(?!Highlighter)|createGrammar/)).toEqual([])
  const grammar = await highlighter.load('JSON')
  expect(grammar?.readLine('[1]', undefined).tokens).toEqual([
    { text: '[', kind: 'punctuation' },
    { text: '1', kind: 'number' },
    { text: ']', kind: 'punctuation' },
  ])
  expect(requestsFor(/createGrammar/)).toHaveLength(1)
  expect(requestsFor(/json/).length).toBeGreaterThan(0)
  expect(requestsFor(/typescript|python|\.wasm/)).toEqual([])
})

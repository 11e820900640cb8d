import { expect, test } from 'vitest'
import { wholeSuggestions } from './Suggestion.ts'

test('words alone are shown and asked', () => {
  expect(wholeSuggestions(['Why?'])).toEqual([
    { label: 'Why?', text: 'Why?', description: undefined, does: 'send' },
  ])
})

test('what a model wrote is offered as far as it is short words (T-53, T-57)', () => {
  const given = [
    null,
    7,
    {},
    [],
    '',
    ' \n',
    'x'.repeat(501),
    { label: { toString: () => 'x' } },
    { label: 'Fine', text: 'y'.repeat(501), description: 3, does: 'delete' },
    { label: 'Write', text: 'Write about …', does: 'write' },
  ]
  expect(wholeSuggestions(given as never)).toEqual([
    { label: 'Fine', text: 'Fine', description: undefined, does: 'send' },
    { label: 'Write', text: 'Write about …', description: undefined, does: 'write' },
  ])
  expect(wholeSuggestions(Array.from({ length: 1000 }, (_, at) => `${at}`))).toHaveLength(12)
})

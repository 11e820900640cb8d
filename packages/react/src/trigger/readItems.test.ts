import { expect, test } from 'vitest'
import { readItems } from './readItems.ts'

test('what is no list, no item or cannot be seen is left out, and every id is there once (T-53, T-55)', () => {
  const ann = { id: 'ann', label: 'Ann' }
  const full = {
    id: 'sum',
    label: 'Sum',
    description: 'Shorter',
    keywords: ['tldr'],
    text: '/sum',
    run() {},
  }
  const empty = { id: 'null', label: 'Null', description: null, keywords: null, text: null }
  const hostile: readonly unknown[] = [
    null,
    undefined,
    7,
    'Ann',
    [],
    {},
    { id: 7, label: 'Ann' },
    { id: 'a' },
    { id: 'a', label: '\u202e\u200b' },
    { id: 'a', label: 'A', description: {} },
    { id: 'a', label: 'A', keywords: 'abc' },
    { id: 'a', label: 'A', keywords: [7] },
    { id: 'a', label: 'A', text: ['a'] },
    { id: 'a', label: 'A', run: 'alert(1)' },
    { id: 'ann', label: 'Another Ann' },
  ]
  expect(readItems([ann, full, ...hostile, empty])).toEqual([ann, full, empty])
  for (const list of [undefined, null, 'Ann', { length: 1, 0: ann }]) {
    expect(readItems(list)).toBeUndefined()
  }
})

test('of a list without end no more is read than is asked for (T-53)', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    id: String(index),
    get label(): string {
      if (index > 49) throw new Error('This one was read.')
      return `Bee ${index}`
    },
  }))
  expect(readItems(many, 50)?.at(-1)?.id).toBe('49')
})

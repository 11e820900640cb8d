import { describe, expect, test } from 'vitest'
import { mostShown, rankItems } from './rankItems.ts'
import type { TriggerItem } from './Trigger.ts'

function item(label: string, keywords?: readonly string[]): TriggerItem {
  return { id: label, label, keywords }
}

/** The labels that match, in order. */
function found(query: string, items: readonly TriggerItem[], locale = 'en'): readonly string[] {
  return rankItems(items, query, locale).map(({ label }) => label)
}

test('what begins so comes before a word that does, a keyword, and what is within', () => {
  const items = [
    item('Person', ['human']),
    item('Unsound', ['reason']),
    item('Blue', ['sonnet']),
    item('Ann Son'),
    item('Sonya'),
  ]
  expect(found('son', items)).toEqual(['Sonya', 'Ann Son', 'Blue', 'Person', 'Unsound'])
})

test('equal ones keep their order', () => {
  const items = ['Mia', 'Max', 'Moa', 'May'].map((label) => item(label))
  expect(found('m', items)).toEqual(['Mia', 'Max', 'Moa', 'May'])
  expect(found('ma', items)).toEqual(['Max', 'May'])
  expect(found('', items)).toEqual(['Mia', 'Max', 'Moa', 'May'])
})

test('words are told apart by whatever is no letter', () => {
  expect(found('smith', [item('ann.smith'), item('Ann-Smith'), item('blacksmith')])).toEqual([
    'ann.smith',
    'Ann-Smith',
    'blacksmith',
  ])
})

describe('case and diacritics make no difference', () => {
  test.each([
    ['zoe', 'Zoë'],
    ['ZOË', 'Zoe'],
    ['zoe\u0308', 'Zoë'],
    ['muller', 'Müller'],
    ['strasse', 'Straße'],
    ['straße', 'STRASSE'],
    ['angstrom', 'Ångström'],
    ['ｚｏｅ', 'Zoë'],
    ['tran', 'Trần'],
    ['αθηνα', 'Αθήνα'],
    ['сережа', 'Серёжа'],
    ['محمد', 'مُحَمَّد'],
  ])('%j finds %j', (query, label) => expect(found(query, [item(label)])).toEqual([label]))
})

describe('but where they make another letter, by the rules of a language', () => {
  test.each([
    // Dotted and dotless.
    ['ırmak', 'Irmak', 'tr', true],
    ['irmak', 'Irmak', 'tr', false],
    ['irmak', 'Irmak', 'en', true],
    ['izmir', 'İzmir', 'tr', true],
    ['izmir', 'İzmir', 'en', true],
    // か and が, मी and म.
    ['か', 'が', 'ja', false],
    ['मी', 'म', 'hi', false],
  ])('%j and %j in %s: %j', (query, label, locale, alike) =>
    expect(found(query, [item(label)], locale)).toEqual(alike ? [label] : []),
  )

  test('an item that was found in one language is found anew in another', () => {
    const city = item('Irmak')
    expect(found('irmak', [city], 'en')).toEqual(['Irmak'])
    expect(found('irmak', [city], 'tr')).toEqual([])
  })
})

test('no more than fifty are shown', () => {
  const items = Array.from({ length: 1000 }, (_, index) => item(`Bee ${index}`))
  expect(found('', items)).toHaveLength(mostShown)
  expect(found('bee', items)).toHaveLength(50)
  expect(found('bee 999', items)).toEqual(['Bee 999'])
})

test('what is searched of a label is what is shown of it (T-53, T-55)', () => {
  const hostile = item(`\u202eAnn\u202c${'x'.repeat(10_000)}needle`)
  expect(rankItems([hostile], 'ann', 'en')).toEqual([hostile])
  expect(rankItems([hostile], 'needle', 'en')).toEqual([])
})

import { describe, expect, test } from 'vitest'
import type { Trigger } from './Trigger.ts'
import { triggerAt } from './triggerAt.ts'

const commands: Trigger = { character: '/', label: 'Commands', items: [] }
const people: Trigger = { character: '@', label: 'People', items: [] }
const files: Trigger = { character: '#', label: 'Files', items: [] }

/** What is open in a text in which `|` is the caret, as `@query`. */
function openIn(written: string, triggers: readonly Trigger[] = [commands, people, files]) {
  const caret = written.indexOf('|')
  const match = triggerAt(written.replace('|', ''), caret, triggers)
  return match && `${triggers[match.index]?.character}${match.query}`
}

describe('a mention opens at the start of a word, anywhere', () => {
  test.each([
    ['@|', '@'],
    ['@an|', '@an'],
    ['Ask @an|', '@an'],
    ['Ask\n@an|', '@an'],
    ['Ask\t@an|', '@an'],
    ['Ask\u00a0@an|', '@an'],
    ['(@an|', '@an'],
    ['“@an|', '@an'],
    ['"@an|', '@an'],
    ['@ann-marie_o’neill.2|', '@ann-marie_o’neill.2'],
    ['@src/index.ts|', '@src/index.ts'],
  ])('%j', (written, open) => expect(openIn(written)).toBe(open))
})

describe('nothing opens within a word, an address or a path', () => {
  test.each([
    'a@b|',
    'ann.smith@example|',
    'ann+lists@example|',
    'https://example.com/@an|',
    'naïve@b|',
    'n\u0061\u0308@b|',
    '7@|',
    'a/b|',
    '/usr/bin|',
    '//|',
    'a#b|',
    '@@an|',
  ])('%j', (written) => expect(openIn(written)).toBeUndefined())
})

describe('a slash opens at the start of the message or of a line', () => {
  test.each([
    ['/|', '/'],
    ['/sum|', '/sum'],
    ['Hello\n/sum|', '/sum'],
    ['Hello /sum|', undefined],
    [' /sum|', undefined],
    ['(/sum|', undefined],
  ])('%j', (written, open) => expect(openIn(written)).toBe(open))

  test('unless it is said to open at every word', () => {
    const anywhere: Trigger = { ...commands, where: 'word' }
    expect(openIn('Hello /sum|', [anywhere])).toBe('/sum')
    expect(openIn('a/b|', [anywhere])).toBeUndefined()
    expect(openIn('Hello @an|', [{ ...people, where: 'line' }])).toBeUndefined()
  })
})

describe('it is open for as long as the caret is behind it and no space between', () => {
  test.each([
    ['|@an', undefined],
    ['@a|nn', '@a'],
    ['@|hello', '@'],
    ['@an| and more', '@an'],
    ['@an |', undefined],
    ['@an\n|', undefined],
    ['@an\u3000|', undefined],
    ['Hello|', undefined],
    ['|', undefined],
  ])('%j', (written, open) => expect(openIn(written)).toBe(open))

  test('a query of 63 characters is one, a longer one is text', () => {
    expect(openIn(`@${'x'.repeat(63)}|`)).toBe(`@${'x'.repeat(63)}`)
    expect(openIn(`@${'x'.repeat(64)}|`)).toBeUndefined()
  })
})

describe('whatever the writing', () => {
  test.each([
    ['🐝@an|', '@an'],
    ['🐝 @an|', '@an'],
    ['❤️@an|', '@an'],
    ['👩‍👧@an|', '@an'],
    ['@🐝|', '@🐝'],
    // A letter of two code units.
    ['𝐚@an|', undefined],
    // No spaces between words: a name may follow.
    ['你好@张|', '@张'],
    ['、@張|', '@張'],
    ['サーバー@たな|', '@たな'],
    ['สวัสดี@an|', '@an'],
    // Spaces between words.
    ['안녕@an|', undefined],
    ['مرحبا@an|', undefined],
    ['مرحبا @سا|', '@سا'],
    ['\u200f@سا|', '@سا'],
  ])('%j', (written, open) => expect(openIn(written)).toBe(open))

  test('half of a letter is no mention, and no failure', () => {
    expect(triggerAt('@🐝', 2, [people])).toEqual({ index: 0, start: 0, query: '\ud83d' })
    expect(triggerAt('\udc1d@a', 3, [people])).toEqual({ index: 0, start: 1, query: 'a' })
  })
})

test('the nearest one is open, and says where it stands', () => {
  expect(triggerAt('Ask @ann about (#bee', 20, [commands, people, files])).toEqual({
    index: 2,
    start: 16,
    query: 'bee',
  })
})

test('of two for one character the first that may open there does', () => {
  const paths: Trigger = { ...commands, label: 'Paths', where: 'word' }
  expect(triggerAt('/a', 2, [commands, paths])?.index).toBe(0)
  expect(triggerAt('in /a', 5, [commands, paths])?.index).toBe(1)
})

test('a character of several letters opens as a whole, and an empty one never', () => {
  const macro: Trigger = { character: '::', label: 'Macros', items: [] }
  expect(openIn('a ::|', [macro])).toBe('::')
  expect(openIn('a ::b|', [macro])).toBe('::b')
  expect(openIn('a :|:b', [macro])).toBeUndefined()
  expect(openIn('a|', [{ ...people, character: '' }])).toBeUndefined()
  expect(openIn('a |', [{ ...people, character: ' ' }])).toBeUndefined()
})

test('no text, however long, is looked at further back than a query is long', () => {
  const long = '@'.concat('x'.repeat(1_000_000))
  let reads = 0
  const counted = new Proxy(
    { ...people },
    {
      get(target, key) {
        if (key === 'character') reads++
        return Reflect.get(target, key) as unknown
      },
    },
  )
  expect(triggerAt(long, long.length, [counted])).toBeUndefined()
  expect(reads).toBeLessThanOrEqual(2 * 64)
})

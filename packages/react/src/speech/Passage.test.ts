import { seededRandom } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { edited, hear, isBetweenUtterances, movedWith, type Passage, passageAt } from './Passage.ts'

/** A passage with its caret where the bar stands. */
function at(marked: string): Passage {
  return passageAt(marked.replace('|', ''), marked.indexOf('|'))
}

/** Its text, with a bar where the next word comes. */
function shown({ text, caret }: Passage): string {
  return `${text.slice(0, caret)}|${text.slice(caret)}`
}

const interim = (passage: Passage, words: string): Passage =>
  hear(passage, { final: '', interim: words })
const final = (passage: Passage, words: string): Passage =>
  hear(passage, { final: words, interim: '' })

describe('what is heard', () => {
  test('replaces what was interim, and stays once it is final', () => {
    let passage = interim(at('|'), 'hole')
    expect(shown(passage)).toBe('hole|')
    passage = interim(passage, 'hello word')
    expect(shown(passage)).toBe('hello word|')
    passage = final(passage, 'Hello world')
    expect(shown(passage)).toBe('Hello world|')
    expect(shown(interim(passage, 'again'))).toBe('Hello world again|')
  })

  test.each([
    ['one|', 'two', 'one two|'],
    ['one |', 'two', 'one two|'],
    ['one| three', 'two', 'one two| three'],
    ['one |three', 'two', 'one two| three'],
    ['|three', ' two ', 'two| three'],
    ['one|, three', 'two', 'one two|, three'],
    ['(|)', 'two', '(two|)'],
    ['line\n|', 'two', 'line\ntwo|'],
    ['你|好', '们', '你们|好'],
  ])('in %j, %j makes %j', (before, words, after) => {
    expect(shown(final(at(before), words))).toBe(after)
  })

  test('that is taken back leaves the text as it was, spaces and all', () => {
    expect(shown(interim(interim(at('one|three'), 'two'), ''))).toBe('one|three')
  })

  test('final and interim at once stand one after the other', () => {
    const passage = hear(interim(at('|'), 'one two'), { final: 'one', interim: 'too' })
    expect(shown(passage)).toBe('one too|')
    expect(shown(final(passage, 'two'))).toBe('one two|')
  })
})

describe('what is written meanwhile', () => {
  test.each([
    ['before the words', 'a |b', 'hear', 'Xa hear b', 1, 'here', 'Xa here| b'],
    ['behind the words', 'a |', 'hear', 'a hear!', 7, 'here', 'a here|!'],
    ['between the words and the space behind them', '|b', 'hear', 'hear, b', 5, 'here', 'here|, b'],
    ['the same letter before', '|', 'so', 'sso', 1, 'sow', 's sow|'],
    ['a letter that makes another word of the last one', '|', 'hear', 'hears', 5, 'here', 'hears|'],
    ['on a line of its own', '|', 'hear', 'hear\n', 5, 'here', 'here|\n'],
  ])('%s stays', (_, before, heard, written, caret, then, after) => {
    expect(shown(interim(edited(interim(at(before), heard), written, caret), then))).toBe(after)
  })

  test('in the words makes them the writer’s: only what comes after them is written', () => {
    const passage = edited(interim(at('|'), 'hello word'), 'hello world', 10)
    expect(shown(passage)).toBe('hello world|')
    expect(isBetweenUtterances(passage)).toBe(false)
    expect(shown(interim(passage, 'hello word how'))).toBe('hello world how|')
    expect(shown(final(interim(passage, 'hello word how'), 'hello world how are'))).toBe(
      'hello world how are|',
    )
  })

  test('over a part of an utterance that is settled bit by bit repeats nothing', () => {
    const passage = edited(interim(at('|'), 'one two'), 'one 2', 5)
    const next = hear(passage, { final: 'one', interim: 'two three' })
    expect(shown(next)).toBe('one 2 three|')
  })

  test('in Chinese too', () => {
    const passage = edited(interim(at('|'), '今天天气'), '今天的天气', 3)
    expect(shown(interim(passage, '今天天气很好'))).toBe('今天的天气很好|')
  })

  test('removing all of it lets only what is said later come', () => {
    const passage = edited(interim(at('a |'), 'b c'), '', 0)
    expect(shown(interim(passage, 'b c'))).toBe('|')
    expect(shown(final(passage, 'b c d'))).toBe('d|')
  })

  test('between two utterances moves the place with it', () => {
    expect(shown(edited(at('one|'), 'one,', 4))).toBe('one,|')
    expect(shown(edited(at('one| two'), 'zero one two', 5))).toBe('zero one| two')
    expect(shown(edited(at('one| two'), 'one two three'))).toBe('one| two three')
    expect(shown(edited(at('one| two'), 'x', 1))).toBe('x|')
  })

  /** Letters that nobody says. */
  const writersOwn = /[^A-Z]/g

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is never lost or changed (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const pick = (below: number): number => Math.floor(random() * below)
    let passage = at('AB |CD')
    let letters = 0
    let utterance: string[] = []
    for (let step = 0; step < 300; step++) {
      if (random() < 0.5) {
        const place = pick(passage.text.length + 1)
        const letter = String.fromCharCode(65 + (letters++ % 26))
        const text = passage.text.slice(0, place) + letter + passage.text.slice(place)
        passage = edited(passage, text, random() < 0.5 ? place + 1 : undefined)
        expect(passage.text).toBe(text)
      } else {
        if (random() < 0.7) utterance.push('abcdef'.slice(pick(6)))
        const heard = utterance.join(' ')
        const before = passage.text.replace(writersOwn, '')
        passage = random() < 0.8 ? interim(passage, heard) : final(passage, heard)
        if (isBetweenUtterances(passage)) utterance = []
        expect(passage.text.replace(writersOwn, '')).toBe(before)
      }
      expect(passage.start).toBeLessThanOrEqual(passage.caret)
      expect(passage.caret).toBeLessThanOrEqual(passage.end)
      expect(passage.end).toBeLessThanOrEqual(passage.text.length)
    }
  })
})

test.each([
  ['behind the words goes with them', 2, 7],
  ['before them stays', 1, 1],
  ['further behind stays where it is in the text', 3, 9],
])('a caret %s', (_, place, moved) => {
  const before = at('ab|cd')
  const after = interim(before, 'word')
  expect(after.text).toBe('ab word cd')
  expect(movedWith(before, after, place)).toBe(moved)
})

import type { Message } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { type Arranged, type Arrangement, arrange } from './arrange.ts'

const nothing: Arrangement = { messages: [], forks: new Map(), waiting: [] }

/** A stored message. A parent that is not given is not stored either. */
function said(id: string, parentId?: string | null): Message {
  const metadata = parentId === undefined ? {} : { millrace: { parentId } }
  return { id, role: 'user', parts: [], metadata }
}

function bring(here: Arrangement, messages: readonly Message[], more = true): Arranged {
  return arrange(here, { messages, more })
}

/** As ids, which is all that is arranged. */
function idsOf({ messages, forks, waiting }: Arrangement) {
  const ids = (list: readonly Message[]): string => list.map(({ id }) => id).join(' ')
  return {
    shown: ids(messages),
    forks: Object.fromEntries(
      [...forks].map(([key, fork]) => [key, { ...fork, ways: fork.ways.map(ids) }]),
    ),
    waiting: ids(waiting.map(({ message }) => message)),
  }
}

/** A question, two answers, and what was asked after the first one, last. */
const twoAnswers = [
  said('q1', null),
  said('a1', 'q1'),
  said('a1*', 'q1'),
  said('q2*', 'a1*'),
  said('q2', 'a1'),
  said('a2', 'q2'),
]

test('shows the way to the newest message, and keeps the others aside as versions', () => {
  expect(idsOf(bring(nothing, twoAnswers, false))).toEqual({
    shown: 'q1 a1 q2 a2',
    forks: { q1: { ways: ['', 'a1* q2*'], active: 0 } },
    waiting: '',
  })
})

test('the newest is the last in the list, however its way began', () => {
  expect(idsOf(bring(nothing, twoAnswers.slice(0, 4), false))).toEqual({
    shown: 'q1 a1* q2*',
    forks: { q1: { ways: ['a1', ''], active: 1 } },
    waiting: '',
  })
})

test('without parents each follows the one before it', () => {
  const first = bring(nothing, [said('c'), said('d')])
  const second = bring(first, [said('a'), said('b')], false)
  expect(idsOf(second)).toEqual({ shown: 'a b c d', forks: {}, waiting: '' })
})

test('what follows a message that is not loaded yet waits for it', () => {
  const first = bring(nothing, twoAnswers.slice(3))
  expect(idsOf(first)).toEqual({ shown: 'q2 a2', forks: {}, waiting: 'q2*' })
  const second = bring(first, twoAnswers.slice(1, 3))
  expect(idsOf(second)).toEqual({
    shown: 'a1 q2 a2',
    forks: { '': { ways: ['', 'a1* q2*'], active: 0 } },
    waiting: '',
  })
  const third = bring(second, twoAnswers.slice(0, 1), false)
  expect(idsOf(third)).toEqual(idsOf(bring(nothing, twoAnswers, false)))
  expect(third.messages.slice(1)).toEqual(second.messages)
})

test('a way that was never shown leads to its newest message, with the versions in it', () => {
  const messages = [
    said('q1', null),
    said('a1', 'q1'),
    said('q2', 'a1'),
    said('q2*', 'a1'),
    said('a2', 'q2'),
    said('a1*', 'q1'),
  ]
  expect(idsOf(bring(nothing, messages, false))).toEqual({
    shown: 'q1 a1*',
    forks: {
      q1: { ways: ['a1 q2 a2', ''], active: 1 },
      a1: { ways: ['', 'q2*'], active: 0 },
    },
    waiting: '',
  })
})

test('the newest message of a way decides, also below the older of two versions', () => {
  const messages = [
    said('q1', null),
    said('a1', 'q1'),
    said('q2', 'a1'),
    said('q2*', 'a1'),
    said('a2', 'q2'),
    said('a2*', 'q2*'),
    said('a3', 'a2'),
    said('a1*', 'q1'),
  ]
  expect(idsOf(bring(nothing, messages, false)).forks).toEqual({
    q1: { ways: ['a1 q2 a2 a3', ''], active: 1 },
    a1: { ways: ['', 'q2* a2*'], active: 0 },
  })
})

test('two that begin the conversation are versions of its beginning', () => {
  const first = bring(nothing, [said('q1*', null), said('a1*', 'q1*')])
  const second = bring(first, [said('q1', null), said('a1', 'q1')], false)
  expect(idsOf(second)).toEqual({
    shown: 'q1* a1*',
    forks: { '': { ways: ['q1 a1', ''], active: 1 } },
    waiting: '',
  })
})

test('another beginning waits until the one that is shown has been reached', () => {
  const first = bring(nothing, [said('q1*', null), said('q2', 'a1')])
  expect(idsOf(first)).toEqual({ shown: 'q2', forks: {}, waiting: 'q1*' })
  const second = bring(first, [said('q1', null), said('a1', 'q1')], false)
  expect(idsOf(second)).toEqual({
    shown: 'q1 a1 q2',
    forks: { '': { ways: ['', 'q1*'], active: 0 } },
    waiting: '',
  })
})

test('versions of this conversation stand behind those that are loaded, in one fork', () => {
  // Both were asked here: `q2+` in other words, before anything was loaded.
  const here: Arrangement = {
    messages: [said('q2+'), said('a2+')],
    forks: new Map([['', { ways: [[said('q2', 'a1'), said('a2', 'q2')], []], active: 1 }]]),
    waiting: [],
  }
  const brought = bring(here, [said('q1', null), said('a1', 'q1'), said('q2-', 'a1')], false)
  expect(idsOf(brought)).toEqual({
    shown: 'q1 a1 q2+ a2+',
    forks: { a1: { ways: ['q2-', 'q2 a2', ''], active: 2 } },
    waiting: '',
  })
})

test('an answer that is still to come stays what is shown, and the one before it is known', () => {
  const here: Arrangement = {
    messages: [],
    forks: new Map([['', { ways: [[said('a1', 'q1')], []], active: 1, previous: 0 }]]),
    waiting: [],
  }
  const brought = bring(here, [said('q1', null), said('a0', 'q1')], false)
  expect(idsOf(brought)).toEqual({
    shown: 'q1',
    forks: { q1: { ways: ['a0', 'a1', ''], active: 2, previous: 1 } },
    waiting: '',
  })
})

test('what was saved after it follows the last message that is shown', () => {
  const here: Arrangement = { messages: [said('q1')], forks: new Map(), waiting: [] }
  const brought = bring(here, [said('q1', null), said('a1', 'q1')], false)
  expect(idsOf(brought)).toEqual({ shown: 'q1 a1', forks: {}, waiting: '' })
})

test('an answer that was saved after what follows it is in its place', () => {
  const messages = [said('q1', null), said('q2', 'a1'), said('a1', 'q1')]
  expect(idsOf(bring(nothing, messages, false))).toMatchObject({ shown: 'q1 a1 q2', waiting: '' })
  const first = bring(nothing, messages.slice(1))
  expect(idsOf(first)).toMatchObject({ shown: 'a1 q2', waiting: '' })
})

test('a page with nothing new is the last one', () => {
  const first = bring(nothing, [said('a', 'lost'), said('b', 'other')])
  expect(first.more).toBe(true)
  expect(bring(first, [said('a', 'lost'), said('b', 'other')])).toMatchObject({
    more: false,
    lost: 1,
  })
  expect(bring(first, [])).toMatchObject({ more: false, lost: 1, waiting: [] })
  expect(bring(first, []).messages).toBe(first.messages)
})

test('what follows a message that is nowhere is dropped at the end, beginnings are not', () => {
  const first = bring(nothing, [
    said('other', null),
    said('x', 'nowhere'),
    said('y', 'x'),
    said('shown', 'gone'),
  ])
  expect(idsOf(first)).toEqual({ shown: 'shown', forks: {}, waiting: 'other x y' })
  const second = bring(first, [said('first', null)], false)
  expect(idsOf(second)).toEqual({
    shown: 'shown',
    forks: { '': { ways: ['first', 'other', ''], active: 2 } },
    waiting: '',
  })
  expect(second.lost).toBe(2)
})

test.each<[string, Message[], string]>([
  ['follows itself', [said('a', null), said('b', 'b')], 'b'],
  ['follow each other', [said('x', null), said('a', 'b'), said('b', 'a')], 'a b'],
  ['all follow one of them', [said('a', 'c'), said('b', 'a'), said('c', 'b')], 'a b c'],
])('messages that %s end nothing and are shown once (T-53)', (_, messages, shown) => {
  const first = bring(nothing, messages)
  expect(idsOf(first).shown).toBe(shown)
  const second = bring(first, [said('q', 'r'), said('r', 'q'), said('s', 's'), said('t', 'a')])
  const third = bring(second, [said('end', null)], false)
  const ids = [third.messages, ...[...third.forks.values()].flatMap(({ ways }) => ways)].flat()
  expect(new Set(ids).size).toBe(ids.length)
  expect(third.messages.at(-1)?.id).toBe(shown.at(-1))
})

test('names of prototypes are names (T-70)', () => {
  const messages = [
    said('__proto__', null),
    said('constructor', '__proto__'),
    said('x', 'toString'),
  ]
  const first = bring(nothing, [...messages, said('hasOwnProperty', 'constructor')], false)
  expect(first.messages.map(({ id }) => id)).toEqual(['__proto__', 'constructor', 'hasOwnProperty'])
  expect(first.lost).toBe(1)
})

test('parents that are no ids are none (T-53)', () => {
  const wrong = [5, {}, '', true, [], ['a']].map((parentId, index) => ({
    ...said(`m${index}`),
    metadata: { millrace: { parentId } },
  })) as Message[]
  expect(idsOf(bring(nothing, wrong, false)).shown).toBe('m0 m1 m2 m3 m4 m5')
})

test.each<[number, string, (n: number) => string | null | undefined]>([
  [100_000, 'with one parent', (n) => (n === 0 ? null : 'm0')],
  [100_000, 'in a row', (n) => (n === 0 ? null : `m${n - 1}`)],
  [30_000, 'that all begin the conversation', () => null],
  [30_000, 'in a row, each with a version', (n) => (n < 2 ? null : `m${n - 2 - (n % 2)}`)],
  [30_000, 'that follow each other backwards', (n) => `m${n + 1}`],
  [30_000, 'in pairs of circles', (n) => `m${n % 2 === 0 ? n + 1 : n - 1}`],
  [30_000, 'that do not say what they follow', () => undefined],
  [30_000, 'whose parents are nowhere', () => 'nowhere'],
])(
  '%i messages %s are arranged in linear time (T-53)',
  (count, _, parentOf) => {
    const messages = Array.from({ length: count }, (__, n) => said(`m${n}`, parentOf(n)))
    const startedAt = performance.now()
    const first = bring(nothing, messages)
    const second = bring(first, [said('older', 'm0')])
    const third = bring(second, [said('oldest', null)], false)
    // Each takes a tenth of a second or two; the square of it takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(8000)
    const all = [third.messages, ...[...third.forks.values()].flatMap(({ ways }) => ways)].flat()
    expect(new Set(all).size).toBe(all.length)
    expect(all.length + third.lost).toBe(count + 2)
  },
  30_000,
)

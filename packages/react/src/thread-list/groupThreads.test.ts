import type { Thread } from '@millrace/core'
import { expect, test } from 'vitest'
import { dayOf } from '../thread/dayOf.ts'
import { foundThreads } from './foundThreads.ts'
import { fileNameFor } from './fileNameFor.ts'
import { groupThreads } from './groupThreads.ts'

function thread(title: string, moment = '2020-03-01T12:00Z', pinned = false): Thread {
  const time = Date.parse(moment)
  const facts = { renamed: false, run: 'idle', unread: false } as const
  return { id: title, title, pinned, createdAt: time, updatedAt: time, ...facts }
}

function grouped(timeZone: string, today: string | undefined, ...threads: readonly Thread[]) {
  return groupThreads(threads, today, (time) => dayOf(time, timeZone)).map(
    ({ kind, day, threads: inIt }) => [kind, day, inIt.map(({ id }) => id).join(' ')],
  )
}

const threads = [
  thread('p', '2019-01-01T00:00Z', true),
  thread('ahead', '2020-03-03T12:00Z'),
  thread('now'),
  thread('late', '2020-02-29T23:30Z'),
  thread('week', '2020-02-23T12:00Z'),
  thread('eighth', '2020-02-22T12:00Z'),
  thread('month', '2020-01-31T12:00Z'),
  thread('before', '2020-01-30T12:00Z'),
  thread('january', '2020-01-02T12:00Z'),
  thread('year', '2019-12-31T12:00Z'),
]

test('pinned ones, today, yesterday, 7 days, 30 days, then months', () => {
  expect(grouped('UTC', '2020-03-01', ...threads)).toEqual([
    ['pinned', '2019-01-01', 'p'],
    ['today', '2020-03-03', 'ahead now'],
    ['yesterday', '2020-02-29', 'late'],
    ['week', '2020-02-23', 'week'],
    ['month', '2020-02-22', 'eighth month'],
    ['earlier', '2020-01-30', 'before january'],
    ['earlier', '2019-12-31', 'year'],
  ])
})

test('midnight is where the reader is', () => {
  const late = thread('late', '2020-02-29T23:30Z')
  expect(grouped('UTC', '2020-03-01', late)).toEqual([['yesterday', '2020-02-29', 'late']])
  expect(grouped('Europe/Berlin', '2020-03-01', late)).toEqual([['today', '2020-03-01', 'late']])
})

test('where nobody knows what day it is, all stand together', () => {
  expect(grouped('UTC', undefined, ...threads).map(([kind]) => kind)).toEqual(['pinned', 'all'])
})

test.each([
  ['', ['Où sont les ruches?', 'STRASSE der Bienen', 'İstanbul', '漢字']],
  ['  ou RUCHES ', ['Où sont les ruches?']],
  ['bienen str', ['STRASSE der Bienen']],
  ['字', ['漢字']],
  ['.*', []],
])('a search for %j finds %j', (query, found) => {
  const all = ['Où sont les ruches?', 'STRASSE der Bienen', 'İstanbul', '漢字'].map((title) =>
    thread(title),
  )
  const titles = foundThreads(all, query, 'en', ({ title = '' }) => title)
  expect(titles.map(({ title }) => title)).toEqual(found)
  if (query === '') expect(titles).toBe(all)
})

test('in Turkish, letters fall together as they do in Turkish', () => {
  const all = [thread('ISPARTA')]
  expect(foundThreads(all, 'ısparta', 'tr', ({ title = '' }) => title)).toHaveLength(1)
  expect(foundThreads(all, 'isparta', 'en', ({ title = '' }) => title)).toHaveLength(1)
})

test.each([
  ['How far do bees fly?', 'How-far-do-bees-fly.md'],
  ['../../etc/passwd', 'etc-passwd.md'],
  ['.hidden', 'hidden.md'],
  ['evil\u202etxt.exe', 'eviltxt-exe.md'],
  ['a\u0000b:c|d*e"f<g>h\\i', 'ab-c-d-e-f-g-h-i.md'],
  ['كم يُنتج النحل؟', 'كم-يُنتج-النحل.md'],
  ['CON', 'conversation.md'],
  ['com1', 'conversation.md'],
  ['👩‍👧', 'conversation.md'],
  [undefined, 'conversation.md'],
  ['word '.repeat(40), `${'word-'.repeat(12).slice(0, -1)}.md`],
])('a file of %j is called %s (T-56)', (title, name) => {
  expect(fileNameFor(title, 'md')).toBe(name)
})

import { describe, expect, test } from 'vitest'
import { datesFor } from './datesFor.ts'

describe('a day, seen on 1 March 2020', () => {
  test.each([
    ['en', '2020-03-01', 'Today'],
    ['en', '2020-02-29', 'Yesterday'],
    ['en', '2020-02-28', 'Friday, February 28'],
    ['en', '2019-12-31', 'Tuesday, December 31, 2019'],
    // Somebody's clock was wrong.
    ['en', '2020-03-02', 'Monday, March 2'],
    ['de', '2020-02-29', 'Gestern'],
    ['fr', '2020-02-28', 'Vendredi 28 février'],
    ['el', '2020-03-01', 'Σήμερα'],
    ['tr', '2020-03-01', 'Bugün'],
    // No capitals, or none for this.
    ['ja', '2020-03-01', '今日'],
    ['ar', '2020-02-29', 'أمس'],
    ['ka', '2020-03-01', 'დღეს'],
  ])('in %s, %s is %s', (locale, day, words) => {
    expect(datesFor(locale).day(day, '2020-03-01')).toBe(words)
  })
})

test('yesterday may be of another month and year', () => {
  expect(datesFor('en').day('2019-12-31', '2020-01-01')).toBe('Yesterday')
})

test.each([
  ['en', '2020-03-01', 'March'],
  ['en', '2019-12-31', 'December 2019'],
  ['de', '2019-03-31', 'März 2019'],
  ['fr', '2020-08-01', 'Août'],
])('in %s the month of %s is %s', (locale, day, month) => {
  expect(datesFor(locale).month(day, '2020-03-01')).toBe(month)
})

test('a day is written whole where nobody knows what day it is', () => {
  expect(datesFor('en').day('2020-03-01', undefined)).toBe('Sunday, March 1, 2020')
})

test.each(['+275760-09-12', '-271821-04-21', '0099-05-04'])(
  '%s has words, whatever they are',
  (day) => {
    expect(datesFor('en').day(day, '2020-03-01')).toMatch(/day, /)
  },
)

test('a moment is that of its zone, in the language of the words', () => {
  const moment = Date.parse('2020-03-03T08:41:00Z')
  expect(datesFor('en', 'UTC').time(moment).replace(/\s/, ' ')).toBe('8:41 AM')
  expect(datesFor('de', 'Europe/Berlin').time(moment)).toBe('9:41')
  expect(datesFor('de', 'Europe/Berlin').moment(moment)).toMatch(/^Dienstag, 3. März 2020.* 09:41$/)
  expect(datesFor('de', 'Asia/Tokyo').time(moment)).toBe('17:41')
})

test('formats are made once', () => {
  expect(datesFor('en', 'UTC')).toBe(datesFor('en', 'UTC'))
  expect(datesFor('en', 'UTC')).not.toBe(datesFor('en'))
})

test('what is no language tag or no time zone is refused', () => {
  expect(() => datesFor('no language').time(0)).toThrow(RangeError)
  expect(() => datesFor('en', 'Europe/Nowhere').time(0)).toThrow(RangeError)
})

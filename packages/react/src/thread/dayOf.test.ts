import { describe, expect, test } from 'vitest'
import { dayOf } from './dayOf.ts'

const at = (moment: string): number => Date.parse(moment)

test('a day is that of the zone: one moment is of three days', () => {
  const moment = at('2020-03-01T10:30:00Z')
  expect(dayOf(moment, 'Pacific/Kiritimati')).toBe('2020-03-02')
  expect(dayOf(moment, 'UTC')).toBe('2020-03-01')
  expect(dayOf(moment, 'Pacific/Pago_Pago')).toBe('2020-02-29')
})

describe.each([
  // 23 hours long, 25 hours, neither.
  ['Europe/Berlin', '2020-03-29', '2020-03-28T23:00:00Z', '2020-03-29T22:00:00Z'],
  ['Europe/Berlin', '2020-10-25', '2020-10-24T22:00:00Z', '2020-10-25T23:00:00Z'],
  ['Europe/Berlin', '2020-12-31', '2020-12-30T23:00:00Z', '2020-12-31T23:00:00Z'],
  ['America/New_York', '2020-11-01', '2020-11-01T04:00:00Z', '2020-11-02T05:00:00Z'],
  // Its clocks are put forward at midnight: the day begins at one.
  ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
  ['Asia/Kathmandu', '2020-02-29', '2020-02-28T18:15:00Z', '2020-02-29T18:15:00Z'],
  // Half an hour of summer.
  ['Australia/Lord_Howe', '2020-04-05', '2020-04-04T13:00:00Z', '2020-04-05T13:30:00Z'],
])('%s, %s', (timeZone, day, start, end) => {
  test('begins and ends at midnight', () => {
    const moments = [at(start) - 1, at(start), at(end) - 1, at(end)]
    const days = moments.map((moment) => dayOf(moment, timeZone))
    expect(days.slice(1, 3)).toEqual([day, day])
    expect(days[0]! < day).toBe(true)
    expect(days[3]! > day).toBe(true)
  })
})

test('a day that a zone left out is none', () => {
  const moment = at('2011-12-30T10:00:00Z')
  expect(dayOf(moment - 1, 'Pacific/Apia')).toBe('2011-12-29')
  expect(dayOf(moment, 'Pacific/Apia')).toBe('2011-12-31')
})

test('without a zone it is that of where the reader is', () => {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const start = at('2020-03-27T00:00:00Z')
  for (let hour = 0; hour < 96; hour++) {
    const moment = start + hour * 3_600_000
    expect(dayOf(moment)).toBe(dayOf(moment, here))
  }
})

test.each([
  [0, '1970-01-01'],
  [-1, '1969-12-31'],
  [at('0099-05-04T12:00:00Z'), '0099-05-04'],
  [at('-000043-03-15T12:00:00Z'), '-000043-03-15'],
  [8.64e15 - 86_400_000, '+275760-09-12'],
  [86_400_000 - 8.64e15, '-271821-04-21'],
])('%i has a day, in every zone: %s', (time, day) => {
  expect(dayOf(time, 'UTC')).toBe(day)
  for (const timeZone of [undefined, 'Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
    expect(Math.abs(Date.parse(dayOf(time, timeZone)) - Date.parse(day))).toBeLessThanOrEqual(
      86_400_000,
    )
  }
})

test('what is no time zone is refused', () => {
  expect(() => dayOf(0, 'Europe/Nowhere')).toThrow(RangeError)
})

import { expect, test } from 'vitest'
import { noCounts } from './addCounts.ts'
import { memoryUsage } from './memoryUsage.ts'
import { readUsageQuery } from './readUsageQuery.ts'
import { toCsv } from './toCsv.ts'
import { usageReport } from './usageReport.ts'

const now = Date.UTC(2026, 7, 21, 12)
const counts = { ...noCounts(), requests: 2, inputTokens: 10, costNano: 1_500_000_150 }

test('is CSV, with money in dollars', () => {
  const rows = [{ day: '2026-08-21', tenant: null, user: 'ann', ...counts }]
  expect(toCsv(rows, ['day', 'user'])).toBe(
    'day,tenant,user,others,requests,cacheHits,inputTokens,outputTokens,reasoningTokens,cachedInputTokens,costUsd,savedUsd,estimated,unpriced\r\n' +
      '2026-08-21,,ann,,2,0,10,0,0,0,1.50000015,0.00,0,0\r\n',
  )
  expect(toCsv([], [])).toMatch(/^others,requests,.*\r\n$/)
})

test.each([
  ['ann', 'ann'],
  ['a,b', '"a,b"'],
  ['say "a"', '"say ""a"""'],
  ['a b', '"a b"'],
  ['-', `"'-"`],
  ['+1', `"'+1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['＝1', `"'＝1"`],
  ['x;=1+1', `"x;'=1+1"`],
  ['a-b=c', 'a-b=c'],
  ['__proto__', '__proto__'],
])('a user %s is %s in CSV: no formula', (user, cell) => {
  const [, line = ''] = toCsv([{ tenant: null, user, ...counts }], ['user']).split('\r\n')
  expect(line).toBe(`,${cell},,2,0,10,0,0,0,1.50000015,0.00,0,0`)
})

test('a URL asks for the last 30 days by day, or for what it says', () => {
  const read = (text: string) => readUsageQuery(new URLSearchParams(text), now)
  expect(read('')).toEqual({ from: '2026-07-23', to: '2026-08-21', by: ['day'] })
  expect(read('from=2026-01-01&to=2026-02-01&by=user,model&user=ann&tenant=&feature=f')).toEqual({
    from: '2026-01-01',
    to: '2026-02-01',
    by: ['user', 'model'],
    user: 'ann',
    tenant: null,
    feature: 'f',
  })
  expect(read('by=')).toMatchObject({ by: [] })
})

test.each(['by=price', 'from=yesterday', 'to=2026-02-30', 'from=2020-01-01', 'by=__proto__'])(
  'a URL with %s is refused',
  (text) => {
    expect(() => readUsageQuery(new URLSearchParams(text), now)).toThrow(
      expect.objectContaining({ code: 'invalid_request', status: 400 }),
    )
  },
)

test.each([
  ['2026-08-21', '2026-8-22'],
  ['2027-02-29', '2027-03-01'],
  ['2026-01-01', '2027-02-05'],
])('a report from %s to %s is refused', async (from, to) => {
  await expect(usageReport(memoryUsage(), { from, to, by: [] })).rejects.toThrow(RangeError)
})

test('a report of days in the wrong order is empty, and one over a leap day has it (T-88)', async () => {
  const log = memoryUsage()
  const used = [{ provider: 'p', model: 'm', counts: { requests: 1 } }]
  await log.add({ id: 'x', day: '2028-02-29', now, who: {}, used })
  expect(await usageReport(log, { from: '2028-03-01', to: '2028-02-28', by: [] })).toEqual([])
  expect(await usageReport(log, { from: '2028-02-28', to: '2028-03-01', by: [] })).toHaveLength(1)
})

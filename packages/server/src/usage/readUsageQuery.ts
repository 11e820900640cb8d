import { invalid } from '../access/badRequest.ts'
import { dayOf } from './dayOf.ts'
import { daysOf, type UsageDimension, usageDimensions, type UsageQuery } from './usageReport.ts'

/**
 * What is asked for in a URL: `from`, `to`, `by` (with commas between), `user`, `tenant`, `feature`; an empty name is
 * that of those who have none. Default: the last 30 days, by day.
 * @throws {ChatError} `invalid_request` (400) for days or dimensions that are none, or over 400 days.
 */
export function readUsageQuery(params: URLSearchParams, now: number): UsageQuery {
  const to = params.get('to') ?? dayOf(now)
  const from = params.get('from') ?? dayOf(now - 29 * 24 * 60 * 60 * 1000)
  checkDays({ from, to })
  const by = (params.get('by') ?? 'day').split(',').filter((name) => name !== '')
  return {
    from,
    to,
    by: by.map(readDimension),
    ...nameIn(params, 'user'),
    ...nameIn(params, 'tenant'),
    ...nameIn(params, 'feature'),
  }
}

function checkDays(days: Pick<UsageQuery, 'from' | 'to'>): void {
  try {
    daysOf(days)
  } catch (cause) {
    throw invalid('from and to must be days, as 2026-08-21, and at most 400 of them.', cause)
  }
}

function readDimension(name: string): UsageDimension {
  const dimension = usageDimensions.find((one) => one === name)
  if (dimension === undefined) throw invalid(`by takes some of ${usageDimensions.join(', ')}.`)
  return dimension
}

function nameIn(
  params: URLSearchParams,
  field: 'user' | 'tenant' | 'feature',
): Pick<UsageQuery, 'user' | 'tenant' | 'feature'> {
  const name = params.get(field)
  return name === null ? {} : { [field]: name === '' ? null : name }
}

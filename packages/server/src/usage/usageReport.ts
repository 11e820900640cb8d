import { ChatError } from '@millrace/protocol'
import type { BudgetState } from '../budget/Budget.ts'
import { addCounts, type Counts, noCounts } from './addCounts.ts'
import { dayOf } from './dayOf.ts'
import {
  others,
  type UsageCounts,
  type UsageLog,
  type UsageName,
  type UsageRow,
} from './UsageLog.ts'

export interface UsageQuery {
  /** The first day, in UTC: `2026-08-21`. */
  readonly from: string
  /** The last day, itself included. */
  readonly to: string
  /** What there is a row for. A user has his tenant with him, and a model its provider. Nothing: one row for all. */
  readonly by: readonly UsageDimension[]
  /** Only of these. `null`: of those who have no such name. */
  readonly user?: string | null
  readonly tenant?: string | null
  readonly feature?: string | null
}

export type UsageDimension = (typeof dimensions)[number]

const dimensions = ['day', 'tenant', 'user', 'feature', 'provider', 'model'] as const

/** What `GET …/usage` answers. */
export interface UsageReport extends UsageQuery {
  readonly rows: readonly ReportRow[]
  /** Of the days and months that are not over; undefined where nothing is limited. */
  readonly budgets?: readonly BudgetState[]
}

/** The dimensions, in the order of their columns. */
export const usageDimensions: readonly UsageDimension[] = dimensions

/** Counts by what was asked for: the dimensions that were not are not there. */
export interface ReportRow extends UsageCounts {
  readonly day?: string
  /** `null`: of those who have no such name, or of many. */
  readonly tenant?: string | null
  readonly user?: string | null
  readonly feature?: string | null
  readonly provider?: string
  readonly model?: string
  /** Of many: those for which there was no row left on a day. */
  readonly others?: true
}

const mostDays = 400
const mostGroups = 100_000
const dayMs = 24 * 60 * 60 * 1000

/**
 * What was used, by any of the dimensions: by day, and what cost most first.
 * @throws {RangeError} for days that are none, or more than 400 of them.
 * @throws {ChatError} `too_large` (413) for more than 100,000 rows; `unavailable`.
 */
export async function usageReport(log: UsageLog, query: UsageQuery): Promise<readonly ReportRow[]> {
  const by = withTheirs(query.by)
  const groups = new Map<string, { readonly names: readonly UsageName[]; readonly sum: Counts }>()
  for (const day of daysOf(query)) {
    for (const row of await log.read(day)) {
      if (!isAskedFor(row, query)) continue
      const names = by.map((dimension) => (dimension === 'day' ? day : row[dimension]))
      const key = JSON.stringify(names)
      const group = groups.get(key) ?? { names, sum: noCounts() }
      groups.set(key, group)
      if (groups.size > mostGroups) throw tooMany()
      addCounts(group.sum, row)
    }
  }
  const rows = [...groups.values()].map(({ names, sum }) => rowOf(by, names, sum))
  return rows.toSorted(
    (one, other) =>
      compare(one.day ?? '', other.day ?? '') ||
      other.costNano - one.costNano ||
      other.savedNano - one.savedNano ||
      compare(JSON.stringify(one), JSON.stringify(other)),
  )
}

/** As they are asked for, with what belongs to them: `ann` of one tenant is not `ann` of another. */
export function withTheirs(by: readonly UsageDimension[]): readonly UsageDimension[] {
  return usageDimensions.filter(
    (dimension) =>
      by.includes(dimension) ||
      (dimension === 'tenant' && by.includes('user')) ||
      (dimension === 'provider' && by.includes('model')),
  )
}

/** The days from the first to the last. @throws {RangeError} for days that are none, or more than 400 of them. */
export function daysOf({ from, to }: Pick<UsageQuery, 'from' | 'to'>): readonly string[] {
  const [first, last] = [startOf(from), startOf(to)]
  const count = (last - first) / dayMs + 1
  if (count > mostDays) {
    throw new RangeError(`From ${from} to ${to} are more than ${mostDays} days.`)
  }
  return Array.from({ length: Math.max(0, count) }, (_, index) => dayOf(first + index * dayMs))
}

function startOf(day: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : NaN
  // 30 February is read as 2 March.
  if (Number.isNaN(at) || dayOf(at) !== day) {
    throw new RangeError(`${JSON.stringify(day)} is no day: it is written 2026-08-21.`)
  }
  return at
}

function isAskedFor(row: UsageRow, query: UsageQuery): boolean {
  return (['user', 'tenant', 'feature'] as const).every(
    (name) => query[name] === undefined || query[name] === row[name],
  )
}

function rowOf(
  by: readonly UsageDimension[],
  names: readonly UsageName[],
  sum: UsageCounts,
): ReportRow {
  const named = by.map((dimension, index) => {
    const name = names[index]
    return [dimension, name === others ? null : name] as const
  })
  return {
    ...Object.fromEntries(named),
    ...(names.includes(others) ? { others: true } : {}),
    ...sum,
  }
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1
}

function tooMany(): ChatError {
  return new ChatError('too_large', 'These are too many rows: ask for fewer days.', { status: 413 })
}

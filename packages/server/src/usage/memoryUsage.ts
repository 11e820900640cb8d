import { addCounts, type Counts, noCounts } from './addCounts.ts'
import { readRow, rowsFor } from './rowsFor.ts'
import { mostRows, type UsageLog, type UsageRow } from './UsageLog.ts'

export interface MemoryUsageOptions {
  /** Rows of all days together: the oldest days go first. Default 100,000. */
  readonly maxRows?: number
  /** Rows of a day by user. Default 10,000. */
  readonly maxRowsPerDay?: number
}

const repeatedWithinMs = 600_000
const mostWritten = 10_000

/**
 * Usage in this process: no other one knows of it, and it forgets all with its end.
 * @throws {RangeError} where a number is no whole one from 1 on.
 */
export function memoryUsage(options: MemoryUsageOptions = {}): UsageLog {
  const { maxRows = 100_000, maxRowsPerDay = mostRows } = options
  for (const [name, value] of Object.entries({ maxRows, maxRowsPerDay })) {
    if (Number.isInteger(value) && value >= 1) continue
    throw new RangeError(`${name} must be a whole number from 1 on, not ${value}.`)
  }
  const days = new Map<string, Map<string, Counts>>()
  /** Ids of late, and when they came. */
  const written = new Map<string, number>()

  function countsOf(rows: Map<string, Counts>, names: readonly string[]): Counts {
    const limits = [maxRowsPerDay, maxRowsPerDay * 1.1, Infinity]
    const name = names.find((one, index) => rows.has(one) || rows.size < (limits[index] ?? 0)) ?? ''
    const counts = rows.get(name) ?? noCounts()
    rows.set(name, counts)
    return counts
  }

  /** The oldest days go until there is room; the newest stays, whatever it holds. */
  function makeRoom(): void {
    let size = [...days.values()].reduce((sum, rows) => sum + rows.size, 0)
    for (const day of [...days.keys()].toSorted().slice(0, -1)) {
      if (size <= maxRows) return
      size -= days.get(day)?.size ?? 0
      days.delete(day)
    }
  }

  return {
    async add({ id, day, now, who, used }) {
      for (const [old, at] of written) {
        if (at > now - repeatedWithinMs && written.size < mostWritten) break
        written.delete(old)
      }
      if (written.has(id)) return
      written.set(id, now)
      const rows = days.get(day) ?? new Map<string, Counts>()
      days.set(day, rows)
      for (const { provider, model, counts } of used) {
        addCounts(countsOf(rows, rowsFor(who, provider, model)), counts)
      }
      makeRoom()
    },

    async read(day) {
      return [...(days.get(day) ?? [])].flatMap(([name, counts]): readonly UsageRow[] => {
        const row = readRow(name)
        return row === undefined ? [] : [{ ...row, ...counts }]
      })
    },
  }
}

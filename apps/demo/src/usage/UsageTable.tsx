import type { ReportRow, UsageCounts, UsageDimension } from '@millrace/server'
import type { ReactNode } from 'react'
import { count, money } from './money.ts'

const columns: readonly (readonly [keyof UsageCounts, string, (value: number) => string])[] = [
  ['requests', 'Requests', count],
  ['cacheHits', 'From the cache', count],
  ['inputTokens', 'Tokens in', count],
  ['outputTokens', 'Tokens out', count],
  ['costNano', 'Cost', money],
  ['savedNano', 'Saved', money],
]

export interface UsageTableProps {
  readonly by: UsageDimension
  readonly rows: readonly ReportRow[]
}

/** What was used, a row for each of them, and the sum. */
export function UsageTable({ by, rows }: UsageTableProps): ReactNode {
  return (
    // Wider than a phone: it can be scrolled by keys too.
    <section className="usage-table" aria-label={`Usage by ${by}`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{by}</th>
            {columns.map(([name, title]) => (
              <th key={name} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={nameOf(row, by)}>
              <th scope="row">{nameOf(row, by)}</th>
              {columns.map(([name, , show]) => (
                <td key={name}>{show(row[name])}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            {columns.map(([name, , show]) => (
              <td key={name}>{show(rows.reduce((sum, row) => sum + row[name], 0))}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

function nameOf(row: ReportRow, by: UsageDimension): string {
  const name = row[by] ?? (row.others === true ? 'all others' : 'nobody')
  return by === 'model' && row.provider !== undefined ? `${row.provider}, ${name}` : name
}

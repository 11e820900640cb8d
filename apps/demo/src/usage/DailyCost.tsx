import type { ReportRow, UsageReport } from '@millrace/server'
import type { ReactNode } from 'react'
import { money } from './money.ts'

const dayMs = 86_400_000
const height = 120

/** What each day cost, and on top what the cache saved. The table says the same in figures. */
export function DailyCost({ report }: { readonly report: UsageReport }): ReactNode {
  const byDay = new Map(report.rows.map((row) => [row.day, row]))
  const days = daysOf(report)
  const most = Math.max(1, ...report.rows.map(totalOf))
  const width = 100 / days.length
  const sum = report.rows.reduce((total, { costNano }) => total + costNano, 0)
  return (
    <figure className="usage-chart">
      <svg
        role="img"
        aria-label={`Cost by day from ${report.from} to ${report.to}: ${money(sum)} in all, ${money(most)} on the dearest day.`}
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
      >
        {days.map((day, index) => {
          const row = byDay.get(day)
          const cost = ((row?.costNano ?? 0) / most) * height
          const saved = ((row?.savedNano ?? 0) / most) * height
          const bar = { x: index * width + width * 0.1, width: width * 0.8 }
          return (
            <g key={day}>
              <rect className="usage-day" {...bar} y={0} height={height} />
              <rect className="usage-cost" {...bar} y={height - cost} height={cost} />
              <rect className="usage-saved" {...bar} y={height - cost - saved} height={saved} />
            </g>
          )
        })}
      </svg>
      <figcaption>
        <span>{report.from}</span>
        <span className="usage-legend">
          <span className="usage-key" data-of="cost" /> cost{' '}
          <span className="usage-key" data-of="saved" /> saved by the cache
        </span>
        <span>{report.to}</span>
      </figcaption>
    </figure>
  )
}

function totalOf({ costNano, savedNano }: ReportRow): number {
  return costNano + savedNano
}

function daysOf({ from, to }: UsageReport): readonly string[] {
  const first = Date.parse(from)
  const days = Math.round((Date.parse(to) - first) / dayMs) + 1
  return Array.from({ length: days }, (_, at) =>
    new Date(first + at * dayMs).toISOString().slice(0, 10),
  )
}

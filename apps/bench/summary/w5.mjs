// W5: routes in front of a provider, and what a common memory in Redis costs.
import { fixed, median } from '../lib/stats.mjs'
import { compare, ratioCell } from './compare.mjs'
import { groupBy, medianCell, spreadCell, table } from './table.mjs'

export const floor = 'translate'

export function w5Table({ rows }) {
  const direct = median(rows.find(({ name }) => name === 'direct')?.contentMs ?? [])
  const compared = compare(
    rows.map((row) => ({
      ...row,
      values: row.carried.map(({ cpuPerMillionTokens }) => cpuPerMillionTokens),
    })),
    floor,
  )
  const counts = [...new Set(rows.flatMap(({ paced }) => paced.map(({ count }) => count)))]
  return table(
    [
      'route',
      'CPU s per million tokens',
      '× floor',
      '× best peer',
      'first word, ms',
      'added to that without a route',
      'streams of 20 KB per second',
      ...counts.map((count) => `${count} paced at once: exact / first word ms / all ms / CPU ms`),
      'memory at most, MB',
    ],
    compared.map((row) =>
      row.failed === undefined
        ? [
            `${row.name} (n=${row.carried.length})`,
            spreadCell(row.values, { digits: 2 }),
            ratioCell(row.toFloor),
            ratioCell(row.toBestPeer),
            spreadCell(row.contentMs, { digits: 2 }),
            direct === null ? '-' : fixed(median(row.contentMs) - direct, 2),
            spreadCell(row.carried.map(({ streamsPerSecond }) => streamsPerSecond)),
            ...counts.map((count) => pacedCell(row.paced, count)),
            fixed(row.peakMb),
          ]
        : [`${row.name}: ${row.failed}`, ...Array(7 + counts.length).fill('')],
    ),
  )
}

function pacedCell(paced, count) {
  const runs = groupBy(paced, (run) => run.count).get(count) ?? []
  if (runs.length === 0) return '-'
  const exact = Math.min(...runs.map((run) => run.exact))
  const cells = ['contentMs', 'totalMs', 'cpuMs'].map((key) => medianCell(runs, (run) => run[key]))
  return [exact, ...cells].join(' / ')
}

export function w5RedisTable({ contentMs, paced, memory }) {
  return table(
    ['what', 'the memory of a process', 'Redis'],
    [
      [
        'first word, ms',
        spreadCell(contentMs.millrace, { digits: 2 }),
        spreadCell(contentMs['millrace-redis'], { digits: 2 }),
      ],
      [
        `commands per stream and second, ${paced.count} streams of 50 tokens/s`,
        '',
        fixed(paced.perStreamSecond, 1),
      ],
      [
        `memory after ${memory.warm} streams, and after ${memory.streams} more, MB`,
        '',
        `${fixed(memory.startMb)}, ${fixed(memory.endMb)} (what lives in the heap: ${fixed(memory.heapMb)})`,
      ],
    ],
  )
}

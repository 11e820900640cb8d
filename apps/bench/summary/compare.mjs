import { fixed, median } from '../lib/stats.mjs'

/**
 * How the median of each row compares with that of the floor and with that of the best peer, the cheapest first.
 * @param rows - `name`, `kind` (`floor`, `limit`, `peer` or `ours`) and `values`, of which fewer are better.
 * @param floor - The name of the row that is the floor.
 */
export function compare(rows, floor) {
  const measured = rows.map((row) => ({ ...row, median: median(row.values) }))
  const floorMedian = measured.find(({ name }) => name === floor)?.median ?? null
  const peers = measured.filter((row) => row.kind === 'peer' && row.median !== null)
  const bestMedian = peers.length > 0 ? Math.min(...peers.map((row) => row.median)) : null
  return measured
    .map((row) => ({
      ...row,
      toFloor: ratio(row.median, floorMedian),
      toBestPeer: ratio(row.median, bestMedian),
    }))
    .sort((one, other) => (one.median ?? Infinity) - (other.median ?? Infinity))
}

const ratio = (value, base) => (value === null || !base ? null : value / base)

/** A ratio as it is printed: two digits after the point, of very large ones none, of very small ones two that count. */
export function ratioCell(value) {
  if (value !== null && value > 0 && value < 0.1) return String(Number(value.toPrecision(2)))
  return fixed(value, value !== null && value >= 100 ? 0 : 2)
}

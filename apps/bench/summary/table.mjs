// Tables of Markdown, and what stands in their cells.
import { fixed, median, spread } from '../lib/stats.mjs'

export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Least / **middle** / greatest. */
export function spreadCell(values, { scale = 1, digits = 0 } = {}) {
  const found = spread(values.map((value) => (value == null ? null : value * scale)))
  if (found === null) return '-'
  const { min, median: middle, max } = found
  return `${fixed(min, digits)} / **${fixed(middle, digits)}** / ${fixed(max, digits)}`
}

/** The middle of one thing of all samples; what a sample does not have does not count. */
export const medianOf = (samples, read) => median(samples.map(read))

export const medianCell = (samples, read, digits) => fixed(medianOf(samples, read), digits)

/** Samples by what they have in common, in the order in which they came. */
export function groupBy(samples, keyOf) {
  const groups = new Map()
  for (const sample of samples) {
    const key = keyOf(sample)
    groups.set(key, [...(groups.get(key) ?? []), sample])
  }
  return groups
}

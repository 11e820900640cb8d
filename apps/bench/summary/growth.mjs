// W1, how cost grows with the size of the answer at one pace.
import { fixed } from '../lib/stats.mjs'
import { groupBy, medianOf, table } from './table.mjs'

const rate = 4000
const sizes = [20_000, 100_000, 400_000]

/** None where fewer than two sizes were measured. */
export function growthTable(samples) {
  const paced = samples.filter(
    (sample) => sample.rate === rate && sample.corpus === 'mixed' && sample.throttle === 1,
  )
  const measured = sizes.filter((size) => paced.some((sample) => sample.size === size))
  if (measured.length < 2) return []
  const kb = measured.map((size) => size / 1000)
  return [
    `### Growth at ${rate} tokens/s`,
    table(
      [
        'contender',
        ...kb.map((one) => `${one} KB: CPU ms`),
        ...kb.slice(1).map((one, index) => `exponent ${kb[index]} to ${one}`),
        `ms per commit at ${kb.join(' / ')}`,
      ],
      [...groupBy(paced, ({ name }) => name)].map(([name, all]) => rowOf(name, all, measured)),
    ),
  ]
}

function rowOf(name, all, measured) {
  const at = (size, read) =>
    medianOf(
      all.filter((sample) => sample.size === size),
      read,
    )
  const cpuMs = measured.map((size) => at(size, ({ TaskDuration }) => TaskDuration * 1e3))
  const perCommit = ({ TaskDuration, commits }) =>
    commits > 0 ? (TaskDuration * 1e3) / commits : null
  return [
    name,
    ...cpuMs.map((value) => fixed(value)),
    ...cpuMs
      .slice(1)
      .map((value, index) =>
        fixed(exponent(cpuMs[index], value, measured[index + 1] / measured[index]), 2),
      ),
    measured.map((size) => fixed(at(size, perCommit), 1)).join(' / '),
  ]
}

/** By which power of the size the cost grew. */
const exponent = (before, after, factor) =>
  before === null || after === null ? null : Math.log(after / before) / Math.log(factor)

// W1, what a KB costs along the answer: in its tenths, and in the quarters of each long block.
import { medianCell, spreadCell, table } from './table.mjs'

const tenths = [...Array(10).keys()]
const quarters = [0, 1, 2, 3]

/** Of the contenders that were read along the way; none where that was off. */
export function alongTables(rows, title) {
  const read = rows
    .map(({ name, finished }) => ({ name, samples: finished.filter(({ along }) => along) }))
    .filter(({ samples }) => samples.length > 0)
  if (read.length === 0) return []
  return [
    `#### CPU per KB in each tenth of the answer, ms (${title})`,
    table(
      ['contender', ...tenths.map((tenth) => tenth + 1), 'after the last byte, ms'],
      read.map(({ name, samples }) => [
        name,
        ...tenths.map((tenth) =>
          medianCell(samples, ({ along, size }) => (along.tenths[tenth] * 1e7) / size, 1),
        ),
        medianCell(samples, ({ along }) => along.after * 1e3),
      ]),
    ),
    `#### CPU per KB in each quarter of a long block, ms (${title})`,
    table(
      [
        'contender',
        'block',
        'KB',
        ...quarters.map((quarter) => quarter + 1),
        'last over first',
        'updates, first / last',
        'ms per update, first / last',
      ],
      read.flatMap(({ name, samples }) =>
        samples[0].along.stretches.map((stretch, index) => stretchRow(name, samples, index)),
      ),
    ),
  ]
}

function stretchRow(name, samples, index) {
  const of = (sample) => sample.along.stretches[index]
  const { name: block, bytes } = of(samples[0])
  const cpuMs = (sample, quarter) => of(sample).quarters[quarter] * 1e3
  const updates = (sample, quarter) => of(sample).updates[quarter]
  const perUpdate = (sample, quarter) =>
    updates(sample, quarter) < 1 ? null : cpuMs(sample, quarter) / updates(sample, quarter)
  const firstAndLast = (read, digits) =>
    [0, 3]
      .map((quarter) => medianCell(samples, (sample) => read(sample, quarter), digits))
      .join(' / ')
  return [
    name,
    block,
    (bytes / 1e3).toFixed(1),
    ...quarters.map((quarter) =>
      medianCell(samples, (sample) => cpuMs(sample, quarter) / (bytes / 4e3), 1),
    ),
    spreadCell(
      samples.map((sample) => cpuMs(sample, 3) / cpuMs(sample, 0)),
      { digits: 2 },
    ),
    firstAndLast(updates),
    firstAndLast(perUpdate, 1),
  ]
}

// W2: a long conversation is mounted, streamed into, and typed beside.
import { kindOf } from '../lib/kindOf.mjs'
import { compare, ratioCell } from './compare.mjs'
import { groupBy, medianCell, spreadCell, table } from './table.mjs'

export const floor = 'floor-limit-50'

export function w2Tables(samples) {
  const lengths = groupBy(samples, ({ history, throttle }) => `${history} ${throttle}`)
  return [...lengths.values()]
    .sort(([one], [other]) => one.history - other.history)
    .map(lengthTable)
    .join('\n\n')
}

function lengthTable(samples) {
  const [{ history, throttle }] = samples
  const slow = throttle === 1 ? '' : `, CPU slowed ${throttle} times`
  const rows = [...groupBy(samples, ({ name }) => name)].map(([name, all]) => ({
    name,
    kind: kindOf(name),
    all,
  }))
  const mounts = compare(
    rows.map((row) => ({ ...row, values: row.all.map(({ mountWall }) => mountWall) })),
    floor,
  )
  const streams = compare(
    rows.map((row) => ({ ...row, values: row.all.map(({ perTokenMs }) => perTokenMs) })),
    floor,
  )
  return [
    `### ${history} messages${slow}`,
    table(
      [
        'contender',
        'mount, ms',
        '× floor',
        '× best peer',
        'CPU per token, ms',
        '× floor',
        '× best peer',
        'DOM nodes',
        'heap, MB',
        'frames > 34 / 50 / 100 ms',
        'longest task, ms',
        'key to paint, ms: middle / p95',
        'keys typed of 20',
      ],
      streams.map((stream) =>
        rowOf(
          stream,
          mounts.find(({ name }) => name === stream.name),
        ),
      ),
    ),
  ].join('\n\n')
}

function rowOf(stream, mount) {
  const { name, all } = stream
  const failed = all.find(({ dnf }) => dnf)?.dnf
  const cell = (read, digits) => medianCell(all, read, digits)
  const frames = (key) => cell((sample) => sample.stream?.[key])
  return [
    `${name} (n=${all.length})${failed === undefined ? '' : `: did not finish, ${failed}`}`,
    spreadCell(mount.values),
    ratioCell(mount.toFloor),
    ratioCell(mount.toBestPeer),
    spreadCell(stream.values, { digits: 3 }),
    ratioCell(stream.toFloor),
    ratioCell(stream.toBestPeer),
    cell(({ nodes }) => nodes),
    cell(({ heap }) => (heap === undefined ? null : heap / 1e6), 1),
    `${frames('dropped')} / ${frames('over50')} / ${frames('over100')} of ${frames('frames')}`,
    frames('longestTask'),
    `${cell(({ keyMed }) => keyMed, 1)} / ${cell(({ keyP95 }) => keyP95, 1)}`,
    cell(({ typed }) => typed),
  ]
}

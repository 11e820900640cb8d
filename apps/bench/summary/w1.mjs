// W1: one answer, streamed.
import { kindOf } from '../lib/kindOf.mjs'
import { fixed } from '../lib/stats.mjs'
import { alongTables } from './along.mjs'
import { compare, ratioCell } from './compare.mjs'
import { growthTable } from './growth.mjs'
import { groupBy, medianCell, spreadCell, table } from './table.mjs'

export const floor = 'floor-block-50'

/** @param samples - Of all cases and contenders. */
export function w1Tables(samples) {
  const cases = groupBy(samples, ({ rate, size, corpus, throttle }) =>
    [rate, size, corpus, throttle].join(' '),
  )
  return [
    ...[...cases.values()].map(caseTables),
    ...growthTable(samples.filter(({ dnf }) => !dnf)),
  ].join('\n\n')
}

export function titleOf({ rate, size, corpus, throttle }) {
  const pace = rate > 0 ? `${rate} tokens/s` : 'as fast as possible'
  const kb = `${fixed(size / 1000, size % 1000 === 0 ? 0 : 1)} KB`
  const long = corpus === 'mixed' ? '' : `, ${corpus} corpus`
  const slow = throttle === 1 ? '' : `, CPU slowed ${throttle} times`
  return `${pace}, ${kb}${long}${slow}`
}

function caseTables(samples) {
  const title = titleOf(samples[0])
  const rows = [...groupBy(samples, ({ name }) => name)].map(([name, all]) => {
    const finished = all.filter(({ dnf }) => !dnf)
    const values = finished.map(({ TaskDuration }) => TaskDuration * 1000)
    return { name, kind: kindOf(name), values, all, finished }
  })
  const compared = compare(rows, floor)
  return [
    `### ${title}`,
    table(
      [
        'contender',
        'CPU of the main thread, ms',
        '× floor',
        '× best peer',
        'lag behind the last byte, ms',
        'frames > 34 / 50 / 100 ms',
        'longest frame, ms',
        'long tasks / blocking ms / longest ms',
        'commits',
        'heap, peak MB',
        'equals one-shot',
      ],
      compared.map(rowOf),
    ),
    ...alongTables(compared, title),
  ].join('\n\n')
}

function rowOf({ name, values, all, finished, toFloor, toBestPeer }) {
  if (finished.length === 0)
    return [`${name}: did not finish, of ${all.length}`, ...Array(10).fill('')]
  const part = finished.length < all.length ? `, ${finished.length} of ${all.length} finished` : ''
  const cell = (key, digits) => medianCell(finished, (sample) => sample[key], digits)
  return [
    `${name} (n=${finished.length}${part})`,
    spreadCell(values),
    ratioCell(toFloor),
    ratioCell(toBestPeer),
    spreadCell(finished.map(({ lag }) => lag)),
    `${cell('dropped')} / ${cell('over50')} / ${cell('over100')} of ${cell('frames')}`,
    spreadCell(finished.map(({ maxFrame }) => maxFrame)),
    `${cell('longTasks')} / ${cell('tbt')} / ${cell('longestTask')}`,
    cell('commits'),
    medianCell(finished, ({ heapPeakDelta }) => heapPeakDelta / 1e6, 1),
    [...new Set(finished.map(({ eq }) => eq ?? 'not compared'))].join(', '),
  ]
}

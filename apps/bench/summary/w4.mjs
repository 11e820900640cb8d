// W4: what a page loads.
import { fixed } from '../lib/stats.mjs'
import { compare, ratioCell } from './compare.mjs'
import { table } from './table.mjs'

export const floor = 'react-alone'

export function w4Table({ rows }) {
  const react = rows.find(({ name }) => name === floor)?.atOnceKb ?? null
  const above = (kb) => (react === null || kb == null ? '-' : fixed(kb - react, 1))
  const compared = compare(
    rows.map((row) => ({ ...row, values: [row.untilAnswerKb] })),
    floor,
  )
  const atOnce = compare(
    rows.map((row) => ({ ...row, values: [row.atOnceKb] })),
    floor,
  )
  return table(
    [
      'page',
      'at once, KiB',
      'above React',
      '× best peer',
      'until the first answer, KiB',
      'above React',
      '× best peer',
      'styles at once, KiB',
      'all, KiB (files)',
    ],
    compared.map((row) => [
      row.name,
      fixed(row.atOnceKb, 1),
      above(row.atOnceKb),
      ratioCell(atOnce.find(({ name }) => name === row.name).toBestPeer),
      row.untilAnswerKb == null ? 'no answer came' : fixed(row.untilAnswerKb, 1),
      above(row.untilAnswerKb),
      ratioCell(row.toBestPeer),
      fixed(row.cssKb, 1),
      `${fixed(row.allKb, 1)} (${row.files})`,
    ]),
  )
}

// W3: from bytes to an assembled message, without a DOM.
import { compare, ratioCell } from './compare.mjs'
import { medianCell, spreadCell, table } from './table.mjs'

export const floor = 'floor: the same over a ReadableStream'

/** @param results - Of one size and one way of reading. */
export function w3Table({ size, read, tokens, rows }) {
  const reads = read === 'frame' ? 'one read for each frame' : `reads of ${read} bytes`
  const compared = compare(
    rows.map((row) => ({ ...row, values: row.ms })),
    floor,
  )
  return [
    `### ${size / 1000} KB, ${tokens} tokens, ${reads}`,
    table(
      ['reader', 'ms', '× floor', '× best peer', 'CPU ms', 'MB of wire per second'],
      compared.map(({ name, failed, ms, cpuMs, wireBytes, median, toFloor, toBestPeer }) =>
        failed === undefined
          ? [
              `${name} (n=${ms.length})`,
              spreadCell(ms, { digits: 2 }),
              ratioCell(toFloor),
              ratioCell(toBestPeer),
              medianCell(cpuMs, (value) => value, 2),
              (wireBytes / 1e3 / median).toFixed(1),
            ]
          : [`${name}: ${failed}`, '', '', '', '', ''],
      ),
    ),
  ].join('\n\n')
}

// W6: counting and trimming a conversation.
import { compare, ratioCell } from './compare.mjs'
import { groupBy, spreadCell, table } from './table.mjs'

/** What each kind of work is compared with. */
const floors = {
  send: 'floor: sum of kept counts (array)',
  'send with a new message': 'floor: the new one counted, sum of kept counts',
}

export function w6Tables({ messages, tokens, rows }) {
  const parts = [...groupBy(rows, ({ per }) => per)].map(([per, all]) => {
    const compared = compare(
      all.map((row) => ({ ...row, values: row.ms })),
      floors[per],
    )
    return [
      `### For each ${per}`,
      table(
        ['who', 'ms', '× floor', '× best peer'],
        compared.map(({ name, ms, toFloor, toBestPeer }) => [
          `${name} (n=${ms.length})`,
          spreadCell(ms, { digits: 4 }),
          ratioCell(toFloor),
          ratioCell(toBestPeer),
        ]),
      ),
    ].join('\n\n')
  })
  return [`${messages} messages, ${tokens} tokens, trimmed to 128,000.`, ...parts].join('\n\n')
}

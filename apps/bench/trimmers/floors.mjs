// What trimming cannot well be cheaper than, and what it costs to guess or to serialise.
import {
  budgetTokens,
  countMessage,
  counts,
  cutBy,
  fresh,
  messages,
  oneMessage,
} from './conversation.mjs'

const sums = new Float64Array(messages.length + 1)
for (let i = 0; i < messages.length; i++) sums[i + 1] = sums[i] + counts[i]

export const floors = [
  {
    per: 'send',
    name: 'floor: sum of kept counts (array)',
    kind: 'floor',
    run: () => cutBy((index) => counts[index]),
  },
  {
    per: 'send',
    name: 'limit: kept sums + binary search',
    kind: 'limit',
    run() {
      const wanted = sums[messages.length] - budgetTokens
      let low = 0
      let high = messages.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (sums[middle] < wanted) low = middle + 1
        else high = middle
      }
      return low
    },
  },
  {
    per: 'send',
    name: 'floor: characters / 4 (a guess)',
    kind: 'floor',
    run: () => cutBy((index) => Math.ceil(messages[index].text.length / 4) + 4),
  },
  {
    per: 'send',
    name: 'floor: JSON.stringify of the conversation',
    kind: 'floor',
    run: () => JSON.stringify(messages).length,
  },
  {
    per: 'send with a new message',
    name: 'floor: the new one counted, sum of kept counts',
    kind: 'floor',
    run: () => countMessage({ text: fresh(oneMessage) }) + cutBy((index) => counts[index]),
  },
]

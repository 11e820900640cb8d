import type { Answer } from './Answer.ts'

export const order: Answer = {
  fits: /\b(order|stream|streams|network|packet|event|events|lost)\b/i,
  starter: { label: 'Event streams', question: 'How does a stream stay in order?' },
  text: `# How a stream stays in order

A network promises less than it seems to. A connection may break, a proxy may say the same thing twice, and what was sent first may be read last. The cure is old and small: **number everything**.

## On the way out

The server writes each piece to a log *before* it sends it, and the place in the log is its number:

\`\`\`http
id: 41
data: {"type":"text-delta","id":"0","delta":"Hel"}

id: 42
data: {"type":"text-delta","id":"0","delta":"lo"}
\`\`\`

## On the way in

The reader keeps one number in mind, that of the piece it needs next.

| What arrives | What it does |
| :-- | :-- |
| the next one | shows it, and all that were held back behind it |
| an earlier one | drops it: that was a repeat |
| a later one | holds it back, for a while |
| nothing | asks again for all that follows the last good one |

Written down, that is hardly more than this:

\`\`\`ts
function receive(n: number, piece: Piece): readonly Piece[] {
  if (n < next || held.has(n)) return []
  held.set(n, piece)
  const ready: Piece[] = []
  for (let found = held.get(next); found; found = held.get(next)) {
    held.delete(next++)
    ready.push(found)
  }
  return ready
}
\`\`\`

## What follows from it

- At every moment what you see is a **prefix** of the answer. Nothing has to be taken back.
- A repeated piece costs nothing, so asking again is always safe.
- The end has a number, too. A connection that closes without it is an *interruption*, never an answer.

> "Be patient with what is early, and deaf to what is late."

That is all there is to it. The rest is knowing how long to be patient.`,
}

import type { Answer } from './Answer.ts'

export const comparison: Answer = {
  fits: /\b(compare|comparison|versus|vs|table|difference|better)\b/i,
  starter: { label: 'Table', question: 'Compare polling, WebSockets and event streams' },
  text: `# Three ways to wait

For an answer that is written once and read once, **an event stream is enough**. Here they are side by side:

| | Polling | WebSocket | Event stream |
| :-- | :-- | :-- | :-- |
| Who speaks | the client asks | both, at any time | the server, after one request |
| Protocol | plain HTTP | its own, after an upgrade | plain HTTP |
| First word after | half an interval | one round trip | one round trip |
| Through proxies | always | mostly | always, if they do not buffer |
| Reconnecting | nothing to do | yours to write | part of the standard |
| Where was I? | yours to write | yours to write | \`Last-Event-ID\` |
| Binary data | yes | yes | no |
| Idle connections for 10,000 readers | 0 | 10,000 | 10,000 |

## When to take which

- **Polling**, when news is rare and a minute late is early enough: the state of a parcel, a nightly report.
- **A WebSocket**, when both sides speak at once: a shared cursor, a game, a call.
- **An event stream**, when one side tells a story: a log, a build, the answer of a model.

## What people find out too late

1. *A closed connection looks like the end.* It is not one unless somebody said so. Send an end that can be recognised.
2. *A proxy that buffers makes a stream a page.* \`cache-control: no-transform\` helps, \`x-accel-buffering: no\` too.
3. *Silence kills.* After 30 to 60 seconds without a byte somebody on the way hangs up. A comment every 15 seconds costs 4 bytes.

So: take the simplest that does the work, and number what you send.`,
}

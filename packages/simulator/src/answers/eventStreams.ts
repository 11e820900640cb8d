import type { Answer } from './Answer.ts'

/** Server-sent events explained, with code. */
export const eventStreams: Answer = {
  keywords: [
    'event stream',
    'event streams',
    'sse',
    'server-sent events',
    'eventsource',
    'streaming',
    'stream',
    'streams',
    'websocket',
    'websockets',
    'chunks',
    'tokens',
  ],
  text: `# How event streams work

Server-sent events are one of the quiet successes of the web platform: a plain HTTP response that simply doesn't end. The server keeps the connection open and writes a line of text whenever something happens; the client reads the lines as they arrive.

## What travels over the wire

The format is so small that you can read it with the naked eye:

\`\`\`http
HTTP/1.1 200 OK
Content-Type: text/event-stream
Cache-Control: no-cache, no-transform

: this line is a comment, often used to keep proxies awake

id: 41
data: {"type":"text-delta","delta":"Hel"}

id: 42
data: {"type":"text-delta","delta":"lo"}

data: [DONE]

\`\`\`

Four rules cover nearly everything:

1. An event ends at an **empty line**. Until it has arrived, the event doesn't exist.
2. Several \`data:\` lines in one event are joined with a line feed.
3. Lines end in \`\\n\`, \`\\r\\n\` or a lone \`\\r\`, and a reader has to accept all three.
4. An \`id:\` is remembered, so that the client can say where to carry on.

## Reading one

\`EventSource\` is built into browsers, but it can neither send a body nor set a header. For a chat you want both, so you read the response yourself:

\`\`\`ts
async function* readEvents(response: Response): AsyncGenerator<string> {
  if (!response.body) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  while (true) {
    const { done, value } = await reader.read()
    if (done) return
    const events = (rest + value).split(/\\r?\\n\\r?\\n/)
    rest = events.pop() ?? ''
    for (const event of events) {
      const data = event
        .split(/\\r?\\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.replace(/^data: ?/, ''))
      if (data.length > 0) yield data.join('\\n')
    }
  }
}
\`\`\`

This sketch leaves out the lone \`\\r\` and any limit on the size of an event; a library such as \`eventsource-parser\` doesn't.

> **Mind the seams.** The network cuts wherever it likes: in the middle of a line, of a \`\\r\\n\`, even of a single emoji. Decode with *one* decoder for the whole stream, never chunk by chunk.

## What goes wrong in practice

- **Buffering.** A proxy collects the whole answer and delivers it at the end. Send \`x-accel-buffering: no\` and leave the stream uncompressed.
- **Silence.** An idle connection is cut by load balancers after 30 to 60 seconds. Write a comment line every 15.
- **False endings.** A closed socket and a finished answer look alike unless the last event says so. Treat a missing end marker as an interruption, *not* as success.
- **Double delivery.** After a reconnect, some events arrive twice. Number them, and drop what you have already seen.

## SSE or WebSocket?

| | Server-sent events | WebSocket |
| --- | --- | --- |
| Direction | server → client | both |
| Protocol | plain HTTP | its own, after an upgrade |
| Reconnecting | part of the standard | yours to write |
| Proxies and logs | see ordinary requests | see one long connection |
| Binary data | no | yes |

For an answer that is written once and read once, an event stream is the simpler tool. Reach for a WebSocket when the client has to talk back *while* it listens: a shared cursor, a game, a voice call.`,
}

// W3: SSE bytes to an assembled message, in Node, without a DOM.
//   node w3-parse.mjs --size=100000 --reps=7 --read=16384
// `read` is the bytes of one network read, or `frame` for one read for each frame.
import { createAssistantStream, DataStreamEncoder } from 'assistant-stream'
import { args, listOf } from './lib/args.mjs'
import { answer, tokens } from './lib/corpus.mjs'
import { writeResults } from './lib/writeResults.mjs'
import { fixed, median, spread } from './lib/stats.mjs'
import { wires } from './lib/wire.mjs'
import { floors } from './parsers/floors.mjs'
import { millrace } from './parsers/millrace.mjs'
import { peers } from './parsers/peers.mjs'

const size = Number(args.size ?? 100_000)
const reps = Number(args.reps ?? 7)
const read = String(args.read ?? '16384')
const only = listOf(args.only)
const text = answer(size)
const words = tokens(text)

function readsOf(frames, bytes) {
  if (bytes === 'frame') return frames.map((frame) => Buffer.from(frame))
  const all = Buffer.from(frames.join(''))
  const reads = []
  for (let at = 0; at < all.length; at += Number(bytes))
    reads.push(all.subarray(at, at + Number(bytes)))
  return reads
}

/** The protocol of assistant-stream, by its own encoder. Its frames are not told apart: one is 40 bytes. */
async function dataStream() {
  const stream = createAssistantStream((controller) => {
    for (const word of words) controller.appendText(word)
  })
  const pieces = []
  for await (const piece of stream.pipeThrough(new DataStreamEncoder())) pieces.push(piece)
  return readsOf([Buffer.concat(pieces).toString()], read === 'frame' ? '40' : read)
}

const inputs = {
  ...Object.fromEntries(
    Object.entries(wires).map(([wire, { frames }]) => [wire, readsOf(frames(words), read)]),
  ),
  dataStream: await dataStream(),
  // Without `data: ` and line feeds, and without [DONE].
  strings: wires.openai
    .frames(words)
    .slice(0, -1)
    .map((frame) => frame.slice(6, -2)),
}

const parsers = [...floors, ...peers, ...millrace].filter(
  ({ name }) => only === undefined || only.some((part) => name.includes(part)),
)
const rows = []
for (const parser of parsers) {
  const { name, kind, wire, parse, unchecked = false } = parser
  const wireBytes = inputs[wire].reduce((sum, { length }) => sum + length, 0)
  const row = { name, kind, wireBytes, ms: [], cpuMs: [] }
  rows.push(row)
  const startedAt = performance.now()
  try {
    const parsed = await parse(inputs[wire])
    if (!unchecked && parsed !== text) row.failed = 'gave another text'
  } catch (error) {
    row.failed = String(error.message).slice(0, 200)
  }
  row.firstMs = performance.now() - startedAt
  if (row.failed !== undefined) console.log(`${name}: ${row.failed}`)
}
for (let rep = 0; rep < reps; rep++)
  for (const [index, { wire, parse, slow = false }] of parsers.entries()) {
    const row = rows[index]
    if (row.failed !== undefined || (rep > 0 && row.firstMs > 20_000)) continue
    if (!slow) await parse(inputs[wire]) // warm
    const before = process.cpuUsage()
    const startedAt = performance.now()
    await parse(inputs[wire])
    row.ms.push(performance.now() - startedAt)
    const { user, system } = process.cpuUsage(before)
    row.cpuMs.push((user + system) / 1000)
  }
for (const { name, ms, cpuMs, failed } of rows) {
  const times = spread(ms)
  console.log(
    name.padEnd(64),
    failed ??
      `${fixed(times.min, 2)}/${fixed(times.median, 2)}/${fixed(times.max, 2)} ms, CPU ${fixed(median(cpuMs), 2)} ms`,
  )
}
writeResults(`w3-${size}-${read}.json`, { size, read, tokens: words.length, rows })
// What a parser has left open does not keep the next workload waiting.
process.exit(0)

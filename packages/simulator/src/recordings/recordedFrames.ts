import { readFile } from 'node:fs/promises'
import type { Frame } from '../stream/eventFrame.ts'
import type { Recording } from './Recording.ts'

const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Reads a recording as the events of its body. Their bytes, joined, are the body as it was sent:
 * a `.sse` file as it is; a `.jsonl` file as `data: <line>` (for chat, `data: [DONE]` at the end)
 * or `event: <its type>` and `data: <line>` (for the other two, nothing at the end).
 * @throws {Error} if the file cannot be read any more.
 */
export async function recordedFrames(recording: Recording): Promise<readonly Frame[]> {
  const bytes = await readFile(recording.file)
  if (recording.format === 'body') return splitEvents(bytes).map(frameOf)
  const lines = splitLines(bytes)
  if (recording.api !== 'chat') return lines.map((line) => frameOf(namedEvent(line)))
  return [...lines, Buffer.from('[DONE]')].map((line) => frameOf(unnamedEvent(line)))
}

function unnamedEvent(line: Buffer): Buffer {
  return Buffer.concat([Buffer.from('data: '), line, Buffer.from('\n\n')])
}

function namedEvent(line: Buffer): Buffer {
  const { type } = JSON.parse(line.toString('utf8')) as { readonly type: string }
  return Buffer.concat([Buffer.from(`event: ${type}\n`), unnamedEvent(line)])
}

/** Lines without their end. The bytes are not decoded: they have to come out as they went in. */
function splitLines(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(lineFeed, start)
    const line = bytes.subarray(start, end === -1 ? bytes.length : end)
    if (line.length > 0) lines.push(line)
    start = end === -1 ? bytes.length : end + 1
  }
  return lines
}

/** Cuts a body behind each empty line, whatever its line ends are; nothing is left out. */
function splitEvents(bytes: Buffer): readonly Buffer[] {
  const events: Buffer[] = []
  let start = 0
  for (let index = 1; index < bytes.length; index++) {
    if (bytes[index] !== lineFeed) continue
    const before = bytes[index - 1] === carriageReturn ? bytes[index - 2] : bytes[index - 1]
    if (before !== lineFeed) continue
    events.push(bytes.subarray(start, index + 1))
    start = index + 1
  }
  if (start < bytes.length) events.push(bytes.subarray(start))
  return events
}

/** Every event with data but the end marker counts as a token: recordings are not taken apart. */
function frameOf(bytes: Buffer): Frame {
  const text = bytes.toString('latin1')
  const isToken = text.includes('data: {')
  return { kind: isToken ? 'token' : 'other', bytes }
}

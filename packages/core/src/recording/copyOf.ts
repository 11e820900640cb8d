import { createNames, type Names } from './createNames.ts'
import { redactFacts } from './redactFacts.ts'
import { redactFields } from './redactFields.ts'
import { redactStreams } from './redactStreams.ts'
import type { ChunkLine, RunHeader, RunLine } from './RunLine.ts'

/** A run as text: its first line, then what happened, redacted where the first line says so. */
export function copyOf(header: RunHeader, lines: readonly string[]): string {
  if (header.redact === 'none') return written([JSON.stringify(header), ...lines])
  const names = createNames()
  const said = lines.map((line) => JSON.parse(line) as RunLine)
  const streams = redactStreams(said, names)
  return written([
    JSON.stringify({ ...header, chat: names.id('chat', header.chat) }),
    ...said.map((line) => JSON.stringify(redactLine(line, streams.get(line), names))),
  ])
}

function written(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

function redactLine(line: RunLine, piece: string | undefined, names: Names): object {
  switch (line.event) {
    case 'send':
      return {
        ...line,
        run: names.id('run', line.run),
        messages: line.messages.map((message) => shape(message, names)),
        ...renamed(line, 'messageId', names),
        ...renamed(line, 'continues', names),
      }
    case 'resume':
      return {
        ...line,
        ...(line.run === undefined ? {} : { run: names.id('run', line.run) }),
        ...(line.stream === undefined ? {} : { stream: names.id('stream', line.stream) }),
      }
    case 'accept':
      if (line.stream === undefined) return line
      return { ...line, stream: names.id('stream', line.stream) }
    case 'chunk':
      return { ...line, chunk: chunkShape(line.chunk, piece, names) }
    case 'stopped':
      return line.facts === undefined ? line : { ...line, facts: redactFacts(line.facts, names) }
    default:
      return line
  }
}

function renamed<Field extends 'messageId' | 'continues'>(
  line: { readonly [Name in Field]?: string },
  field: Field,
  names: Names,
): object {
  const id = line[field]
  return id === undefined ? {} : { [field]: names.id('message', id) }
}

/** What a model wrote was redacted together with what it wrote around it. */
function chunkShape(
  chunk: ChunkLine['chunk'],
  piece: string | undefined,
  names: Names,
): ChunkLine['chunk'] {
  const redacted = shape(chunk, names) as ChunkLine['chunk']
  if (piece === undefined) return redacted
  if (redacted.type === 'tool-input-delta') return { ...redacted, inputTextDelta: piece }
  return { ...redacted, delta: piece } as typeof redacted
}

/** What nests too deep for us to look into is left out (T-53). */
function shape(value: unknown, names: Names): unknown {
  try {
    return redactFields(value, names)
  } catch {
    return { type: 'skipped', reason: 'too deep' }
  }
}

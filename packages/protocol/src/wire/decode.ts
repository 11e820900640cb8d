import { type Chunk, endOfStream, type EndOfStream } from '../message/Chunk.ts'
import { readChunk } from '../message/readChunk.ts'
import type { ServerSentEvent } from './ServerSentEvent.ts'

/** One event of a UI message stream, with its number where the sender numbers its events. */
export interface Frame {
  /**
   * As written in the SSE id. Undefined without an id: such streams count by arrival. Anything but a
   * plain decimal number is NaN, which the sequencer refuses as `bad_sequence`.
   */
  readonly n: number | undefined
  readonly chunk: Chunk | EndOfStream | SkippedChunk
}

/** Takes the place of a chunk that we do not know, so that the numbers go on without a hole. */
export type SkippedChunk = { readonly type: 'skipped'; readonly reason: string }

/** The result of `decode`: a frame, or what is wrong with the event. */
export type Decoded = Frame | { readonly n: number | undefined; readonly bad: string }

/** Reads one event. Never throws: JSON that does not parse is reported in `bad`. */
export function decode({ id, data }: Pick<ServerSentEvent, 'id' | 'data'>): Decoded {
  const n = id === undefined || id === '' ? undefined : numberOf(id)
  if (data === '[DONE]') return { n, chunk: endOfStream }
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return { n, bad: 'an event is not JSON' }
  }
  const reading = readChunk(value)
  if (reading.kind === 'chunk') return { n, chunk: reading.chunk }
  if (reading.kind === 'bad') return { n, bad: reading.reason }
  return {
    n,
    chunk: { type: 'skipped', reason: `unknown chunk type ${reading.type.slice(0, 64)}` },
  }
}

/** Only `0`, `1`, `2` … as we write them: no sign, no leading zero, no exponent, at most 16 digits. */
function numberOf(id: string): number {
  return /^(0|[1-9]\d{0,15})$/.test(id) ? Number(id) : Number.NaN
}

import { type Chunk, endOfStream, type EndOfStream } from '../message/Chunk.ts'

/**
 * A numbered chunk as one server-sent event: `id: n`, `data: JSON`. The number is in the id and
 * nowhere else: an extra JSON key breaks `ai` 5.0.0. JSON has no raw line ends, so nothing a model
 * writes can leave its event.
 */
export function encode(n: number, chunk: Chunk | EndOfStream): string {
  const data = chunk === endOfStream ? '[DONE]' : JSON.stringify(chunk)
  return `id: ${n}\ndata: ${data}\n\n`
}

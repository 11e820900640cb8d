import type { Chunk } from '@millrace/protocol'

type Delta = Extract<Chunk, { type: 'text-delta' | 'reasoning-delta' }>
type InputDelta = Extract<Chunk, { type: 'tool-input-delta' }>

/** Chunks in order, neighbouring deltas of one part joined, handed out by the size of their source. */
export function chunkQueue(): {
  /** Chunks that wait, joined ones once; zero when nothing does. */
  readonly size: number
  add(chunks: readonly Chunk[]): void
  /** Up to `limit` UTF-16 units of text, and at least one chunk. A long delta is cut in two. */
  take(limit: number): readonly Chunk[]
} {
  let waiting: Chunk[] = []
  let size = 0

  function add(chunk: Chunk): void {
    const last = waiting.at(-1)
    if (last !== undefined && isDelta(last) && isDelta(chunk) && joins(last, chunk)) {
      waiting[waiting.length - 1] = { ...last, delta: last.delta + chunk.delta }
    } else if (
      last !== undefined &&
      isInputDelta(last) &&
      isInputDelta(chunk) &&
      last.toolCallId === chunk.toolCallId
    ) {
      const inputTextDelta = last.inputTextDelta + chunk.inputTextDelta
      waiting[waiting.length - 1] = { ...last, inputTextDelta }
    } else {
      waiting.push(chunk)
    }
    size += sourceOf(chunk)
  }

  return {
    get size() {
      return waiting.length === 0 ? 0 : Math.max(1, size)
    },
    add(chunks) {
      for (const chunk of chunks) add(chunk)
    },
    take(limit) {
      if (size <= limit) {
        const all = waiting
        waiting = []
        size = 0
        return all
      }
      const taken: Chunk[] = []
      let room = limit
      while (waiting.length > 0 && (room > 0 || taken.length === 0)) {
        const [chunk] = waiting
        if (chunk === undefined) break
        const length = sourceOf(chunk)
        if (length > room && isDelta(chunk) && room > 1) {
          const at = cutAt(chunk.delta, room)
          taken.push({ ...chunk, delta: chunk.delta.slice(0, at) })
          waiting[0] = { ...chunk, delta: chunk.delta.slice(at) }
          size -= at
          return taken
        }
        if (length > room && taken.length > 0) break
        waiting.shift()
        size -= length
        room -= length
        taken.push(chunk)
      }
      return taken
    },
  }
}

function isDelta(chunk: Chunk): chunk is Delta {
  return chunk.type === 'text-delta' || chunk.type === 'reasoning-delta'
}

function isInputDelta(chunk: Chunk): chunk is InputDelta {
  return chunk.type === 'tool-input-delta'
}

function joins(last: Delta, chunk: Delta): boolean {
  return (
    last.type === chunk.type &&
    last.id === chunk.id &&
    last.providerMetadata === undefined &&
    chunk.providerMetadata === undefined
  )
}

/** What a chunk adds to the source of the screen, in UTF-16 units. Other chunks count one. */
function sourceOf(chunk: Chunk): number {
  if (isDelta(chunk)) return chunk.delta.length
  return isInputDelta(chunk) ? chunk.inputTextDelta.length : 1
}

/** Never between the halves of a surrogate pair. */
function cutAt(text: string, at: number): number {
  const code = text.charCodeAt(at - 1)
  return code >= 0xd800 && code <= 0xdbff ? at - 1 : at
}

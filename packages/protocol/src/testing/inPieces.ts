import type { Random } from '../clock/Clock.ts'

/** Cuts bytes into pieces of `size`, or of random sizes from 1 to 64 when a random source is given. */
export function inPieces(bytes: Uint8Array, size: number | Random): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; at < bytes.length;) {
    const length = typeof size === 'number' ? size : 1 + Math.floor(size() * 64)
    pieces.push(new Uint8Array(bytes.slice(at, at + length)))
    at += length
  }
  return pieces
}

/** A body that hands out one piece per read. */
export function bodyOf(
  pieces: readonly Uint8Array<ArrayBuffer>[],
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next = 0
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[next++]
      if (piece === undefined) controller.close()
      else controller.enqueue(piece)
    },
  })
}

import { createReadStream } from 'node:fs'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import type { Finder } from './createFinder.ts'

/** A key where none may be. */
export interface Leak {
  readonly file: string
  /** From 1. In a file that is packed (`.gz`, `.br`), of what was packed. */
  readonly line: number
  /** From 1, in bytes. */
  readonly column: number
  /** In words: the variable or the kind of key, and how it is written. Never the key. */
  readonly what: string
  readonly hint?: string
}

/** As much as is read of a file at once, in bytes. */
const readAtOnce = 131_072

/** What has to be known of the text around a finding, in characters: the escape before, the file's ending behind. */
const surroundings = 32

/**
 * The keys in a file, the first of each kind in each line. The file is read piece by piece, each with the end of the
 * one before, so that its size does not matter. In one that is no text only the values of variables are looked for.
 */
export async function scanFile(
  file: string,
  finder: Finder,
  pieceBytes: number = readAtOnce,
): Promise<readonly Leak[]> {
  const unpacked = unpack(file)
  if (unpacked !== undefined) {
    try {
      return await scanStream(pipe(file, unpacked, pieceBytes), file, finder)
    } catch {
      // It is called so and is not packed: what it says as it is.
    }
  }
  return await scanStream(createReadStream(file, { highWaterMark: pieceBytes }), file, finder)
}

async function scanStream(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  finder: Finder,
): Promise<readonly Leak[]> {
  const overlap = finder.longest + 2 * surroundings
  const leaks = new Map<string, Leak>()
  let isText: boolean | undefined
  let text = ''
  // Where the text begins in the file.
  let beginning: Place = { offset: 0, line: 1, lineStart: 0 }

  function scan(isLast: boolean): void {
    // What touches an edge is in the next piece or was in the one before, with what is around it.
    const from = beginning.offset === 0 ? 0 : surroundings
    const to = isLast ? text.length : text.length - surroundings
    let place = beginning
    for (const { start, end, what, hint } of finder.find(text, isText ? undefined : 'values')) {
      if (start < from || end > to) continue
      place = placeAt(start, text, beginning, place)
      const { line, lineStart, offset } = place
      const key = `${line} ${what}`
      if (leaks.has(key)) continue
      const column = offset - lineStart + 1
      leaks.set(key, { file, line, column, what, ...(hint === undefined ? {} : { hint }) })
    }
  }

  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    isText ??= !bytes.subarray(0, 8192).includes(0)
    text += bytes.toString('latin1')
    scan(false)
    const done = Math.max(0, text.length - overlap)
    beginning = placeAt(done, text, beginning, beginning)
    text = text.slice(done)
  }
  scan(true)
  return [...leaks.values()].toSorted((a, b) => a.line - b.line || a.column - b.column)
}

/** A place in a file. */
interface Place {
  /** In bytes from the file's beginning, as `lineStart` is. */
  readonly offset: number
  readonly line: number
  readonly lineStart: number
}

/** The place of a character of a text that begins at `beginning`; the lines are counted from `since` on. */
function placeAt(index: number, text: string, beginning: Place, since: Place): Place {
  let { line, lineStart } = since
  let at = since.offset - beginning.offset
  for (;;) {
    const newline = text.indexOf('\n', at)
    if (newline < 0 || newline >= index) break
    at = newline + 1
    line++
    lineStart = beginning.offset + at
  }
  return { offset: beginning.offset + index, line, lineStart }
}

/** What opens a file that its name says is packed. */
function unpack(file: string): Transform | undefined {
  if (file.endsWith('.gz')) return createGunzip()
  return file.endsWith('.br') ? createBrotliDecompress() : undefined
}

function pipe(file: string, unpacked: Transform, pieceBytes: number): Readable {
  // Whoever reads the end hears of an error there.
  pipeline(createReadStream(file, { highWaterMark: pieceBytes }), unpacked, () => {})
  return unpacked
}

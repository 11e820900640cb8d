import type { Names } from './createNames.ts'
import { redactJsonText } from './redactJson.ts'
import { redactText } from './redactText.ts'
import type { ChunkLine, RunLine } from './RunLine.ts'

interface Piece {
  readonly line: RunLine
  readonly order: number
  readonly text: string
}

/**
 * The redacted texts of the pieces that a text, a thought or an input came in. A piece by itself does not show that it is
 * half of an emoji, within an address or a word of JSON, so they are put in order first, and cut apart again after. One that
 * says something else than the one of its number before is not among them.
 */
export function redactStreams(
  lines: readonly RunLine[],
  names: Names,
): ReadonlyMap<RunLine, string> {
  const redacted = new Map<RunLine, string>()
  for (const [name, pieces] of piecesIn(lines)) {
    const ordered = [...pieces.values()].toSorted((one, other) => one[0].order - other[0].order)
    const whole = ordered.map(([{ text }]) => text).join('')
    const shape = name.startsWith('tool') ? redactJsonText(whole, names) : redactText(whole)
    let at = 0
    for (const same of ordered) {
      const [{ text }] = same
      const piece = shape.slice(at, at + text.length)
      for (const one of same) if (one.text === text) redacted.set(one.line, piece)
      at += text.length
    }
  }
  return redacted
}

/** By what they belong to, then by their number: the first that came with it, and those that came again. */
function piecesIn(
  lines: readonly RunLine[],
): ReadonlyMap<string, Map<number, [Piece, ...Piece[]]>> {
  const found = new Map<string, Map<number, [Piece, ...Piece[]]>>()
  const streams = new Map<number, string | undefined>()
  for (const [arrival, line] of lines.entries()) {
    if (line.event === 'accept') streams.set(line.on, line.stream)
    if (line.event !== 'chunk') continue
    const piece = pieceOf(line.chunk)
    if (piece === undefined) continue
    const stream = streams.get(line.on)
    const name = `${piece.owner} ${stream ?? line.on}`
    // Ids count only where the server names its answers.
    const order = stream === undefined ? arrival : line.n
    if (typeof order !== 'number') continue
    const pieces = found.get(name) ?? new Map<number, [Piece, ...Piece[]]>()
    found.set(name, pieces)
    const same = pieces.get(order)
    const one = { line, order, text: piece.text }
    if (same === undefined) pieces.set(order, [one])
    else same.push(one)
  }
  return found
}

function pieceOf(
  chunk: ChunkLine['chunk'],
): { readonly owner: string; readonly text: string } | undefined {
  switch (chunk.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return texts({ owner: `${chunk.type} ${chunk.id}`, text: chunk.delta })
    case 'tool-input-delta':
      return texts({ owner: `tool ${chunk.toolCallId}`, text: chunk.inputTextDelta })
    default:
      return undefined
  }
}

/** A transport of one's own may hand out a delta that is no text. */
function texts<Found extends { readonly text: unknown }>(found: Found): Found | undefined {
  return typeof found.text === 'string' ? found : undefined
}

import type { CodeToken, Grammar, GrammarState } from './Highlighter.ts'
import { whenIdle as whenBrowserIdle } from './whenIdle.ts'

/** How long the browser is held at a time, in milliseconds: half of a frame. */
const sliceMs = 8

/** Longer lines stay plain, in characters: one line cannot be read in slices. */
const longestLine = 5000

/** A chunk of code, coloured as far as it has been read. */
export interface ColouredChunk {
  /** What of the chunk has been read, from its start: whole lines. */
  readonly text: string
  /** The same in pieces, line by line, without the line endings. */
  readonly lines: readonly (readonly CodeToken[])[]
}

export interface ColouringInput {
  /** Cut by `codeChunks`. */
  readonly chunks: readonly string[]
  /** Until then the last line may still grow and is not read, unless it has ended. */
  readonly complete: boolean
  /** How many chunks to colour, from the first; the others may never be looked at. */
  readonly limit: number
}

export interface ColouringOptions {
  /** Asked once. What it rejects with is not told on: the code stays plain. */
  readonly load: () => Promise<Grammar | undefined>
  /** Called after each slice with all that is coloured; chunks that did not change keep their identity. */
  readonly onChange: (coloured: readonly ColouredChunk[]) => void
  /** Default: the browser's idle time. */
  readonly whenIdle?: (work: () => void) => () => void
  /** In milliseconds. Default: the browser's clock. */
  readonly now?: () => number
}

/** Colours one piece of code while it grows, a few milliseconds at a time. */
export interface Colouring {
  /**
   * Colours this from now on. What was read before and is still there is not read again; code that does
   * not begin with it starts anew.
   */
  readonly update: (input: ColouringInput) => void
  /** Ends all work. */
  readonly stop: () => void
}

/** Makes a colouring; nothing is loaded or read before its first `update`. */
export function createColouring({
  load,
  onChange,
  whenIdle = whenBrowserIdle,
  now = () => performance.now(),
}: ColouringOptions): Colouring {
  let input: ColouringInput | undefined
  let grammar: Grammar | undefined
  let reading = unread
  let stopped = false
  let takeBack: (() => void) | undefined

  async function begin(): Promise<void> {
    grammar = await load()
    schedule()
  }

  function schedule(): void {
    if (stopped || takeBack !== undefined || grammar === undefined) return
    if (nextLine(reading, input) !== undefined) takeBack = whenIdle(work)
  }

  function work(): void {
    takeBack = undefined
    const { chunks } = reading
    const endMs = now() + sliceMs
    try {
      do {
        const line = nextLine(reading, input)
        if (line === undefined || grammar === undefined) break
        reading = readLine(reading, line, grammar)
      } while (now() < endMs)
    } catch {
      // A grammar that fails takes only the colours away, from here on.
      stopped = true
    }
    if (reading.chunks !== chunks) onChange(reading.chunks)
    schedule()
  }

  return {
    update(next) {
      const first = input === undefined
      input = next
      reading = whatHolds(reading, next.chunks)
      if (first) begin().catch(() => {})
      else schedule()
    },
    stop() {
      stopped = true
      takeBack?.()
    },
  }
}

/** How far the code has been read. */
interface Reading {
  readonly chunks: readonly ColouredChunk[]
  /** What the grammar gave after the last line. */
  readonly state: GrammarState
  /** Present when the last line had no end: where to go back to should it grow. */
  readonly beforeOpenLine?: Reading
}

const unread: Reading = { chunks: [], state: undefined }

/** What of a reading is true of this code too. */
function whatHolds(reading: Reading, chunks: readonly string[]): Reading {
  const last = reading.chunks.length - 1
  const holds = reading.chunks.every(({ text }, index) =>
    index < last ? chunks[index] === text : chunks[index]?.startsWith(text) === true,
  )
  if (!holds) return unread
  const { beforeOpenLine } = reading
  const grown = chunks[last] !== reading.chunks[last]?.text
  return beforeOpenLine !== undefined && grown ? beforeOpenLine : reading
}

interface NextLine {
  /** Which chunk it is in. */
  readonly index: number
  /** The chunk up to the line's end. */
  readonly upToHere: string
  /** With its line ending, if it has one. */
  readonly line: string
}

/** The line after what has been read; undefined when there is none yet. */
function nextLine(reading: Reading, input: ColouringInput | undefined): NextLine | undefined {
  if (input === undefined) return undefined
  const { chunks, complete, limit } = input
  let index = Math.max(0, reading.chunks.length - 1)
  let start = reading.chunks[index]?.text.length ?? 0
  if (start === chunks[index]?.length) {
    index++
    start = 0
  }
  const chunk = chunks[index]
  if (chunk === undefined || index >= limit) return undefined
  const newline = chunk.indexOf('\n', start)
  if (newline === -1 && !complete && index === chunks.length - 1) return undefined
  const end = newline === -1 ? chunk.length : newline + 1
  return { index, upToHere: chunk.slice(0, end), line: chunk.slice(start, end) }
}

function readLine(
  reading: Reading,
  { index, upToHere, line }: NextLine,
  grammar: Grammar,
): Reading {
  const ended = line.endsWith('\n')
  const { tokens, state } = colour(ended ? line.slice(0, -1) : line, reading.state, grammar)
  const lines = [...(reading.chunks[index]?.lines ?? []), tokens]
  const chunks = [...reading.chunks.slice(0, index), { text: upToHere, lines }]
  return ended ? { chunks, state } : { chunks, state, beforeOpenLine: reading }
}

function colour(
  line: string,
  state: GrammarState,
  grammar: Grammar,
): ReturnType<Grammar['readLine']> {
  const plain = { tokens: [{ text: line }], state }
  if (line.length > longestLine) return plain
  // Of CR LF the CR belongs to the ending; it stays in the text.
  const ending = line.endsWith('\r') ? '\r' : ''
  const bare = ending === '' ? line : line.slice(0, -1)
  const read = grammar.readLine(bare, state)
  // Never shown is what is not the code, whatever a grammar says.
  if (read.tokens.map((token) => token.text).join('') !== bare)
    return { ...plain, state: read.state }
  return ending === '' ? read : { tokens: [...read.tokens, { text: ending }], state: read.state }
}

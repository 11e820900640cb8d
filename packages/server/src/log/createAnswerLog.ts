/** The events of one answer, written before they are sent, readable while it runs and after. */
export interface AnswerLog {
  /** The number that the next event gets. */
  readonly next: number
  readonly ended: boolean
  /** Resolves when all of it can be read, where that is later than its end. */
  readonly flushed?: Promise<void>
  /** Adds events, already written out with their numbers, in order. */
  append(events: readonly string[]): void
  /** Nothing more will come. */
  end(): void
  /**
   * Reads on after the event numbered `after` (-1: from the start).
   */
  read(after: number): LogReader
}

/** One reader at its own pace: what it has not taken waits in the log, not in a buffer of its own. */
export interface LogReader {
  /** All bytes that are there now; undefined when there are none. */
  take(): Uint8Array<ArrayBuffer> | undefined
  /** Whether everything was taken and nothing more will come. */
  readonly done: boolean
  /** Calls back once, when there is more or the end. Returns what takes that back. */
  onMore(listener: () => void): () => void
}

/** About as much as a socket takes at once; a late reader gets the rest with its next pull. */
const maxTakeBytes = 65_536

/** A log in memory. Each batch is encoded once and shared by all its readers. */
export function createAnswerLog(): AnswerLog {
  const encoder = new TextEncoder()
  const events: string[] = []
  // Batches as they were appended: most readers take them whole.
  const batches: { readonly first: number; readonly bytes: Uint8Array<ArrayBuffer> }[] = []
  const listeners = new Set<() => void>()
  let ended = false

  function wake(): void {
    const due = [...listeners]
    listeners.clear()
    for (const listener of due) listener()
  }

  return {
    get next() {
      return events.length
    },
    get ended() {
      return ended
    },
    append(added) {
      if (ended || added.length === 0) return
      batches.push({ first: events.length, bytes: encoder.encode(added.join('')) })
      for (const event of added) events.push(event)
      wake()
    },
    end() {
      ended = true
      wake()
      // Kept for whoever comes back: once is enough.
      batches.length = 0
    },
    read(after) {
      let position = after + 1
      let batch = -1

      function writtenAnew(): Uint8Array<ArrayBuffer> {
        const from = position
        for (let size = 0; position < events.length && size < maxTakeBytes; position++) {
          size += events[position]?.length ?? 0
        }
        return encoder.encode(events.slice(from, position).join(''))
      }

      return {
        take() {
          if (position >= events.length) return undefined
          if (ended) return writtenAnew()
          while ((batches[batch + 1]?.first ?? Number.POSITIVE_INFINITY) <= position) batch++
          let current = batches[batch]
          // A resume in the middle of a batch: the rest of it is written anew.
          if (current !== undefined && current.first < position) {
            const end = batches[batch + 1]?.first ?? events.length
            const rest = encoder.encode(events.slice(position, end).join(''))
            position = end
            return rest
          }
          const pieces: Uint8Array<ArrayBuffer>[] = []
          let size = 0
          while (current !== undefined && size < maxTakeBytes) {
            pieces.push(current.bytes)
            size += current.bytes.length
            batch++
            current = batches[batch]
          }
          position = current?.first ?? events.length
          return joined(pieces, size)
        },
        get done() {
          return ended && position >= events.length
        },
        onMore(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      }
    },
  }
}

function joined(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  size: number,
): Uint8Array<ArrayBuffer> | undefined {
  if (pieces.length === 1) return pieces[0]
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

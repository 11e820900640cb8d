/** Lines of which the first and the last are kept, when they are too many for both. */
export interface BoundedLines {
  add(line: string): void
  /** Oldest first, with a line about those in the middle that are not here any more. */
  all(): readonly string[]
  /** How many there were, left out or not. */
  readonly count: number
}

/** @param maxBytes - The most they may have together in UTF-8, half for the first and half for the last. */
export function boundedLines(maxBytes: number): BoundedLines {
  const half = Math.floor(maxBytes / 2)
  const first: string[] = []
  let last: { readonly line: string; readonly bytes: number }[] = []
  let firstBytes = 0
  let lastBytes = 0
  let isFull = false
  let gone = 0
  let goneBytes = 0
  /** Where the kept ones begin in `last`: to take the first one off a long list takes long. */
  let from = 0
  let count = 0

  function shorten(): void {
    while (lastBytes > half && from < last.length) {
      const { bytes } = last[from++] as { readonly bytes: number }
      lastBytes -= bytes
      goneBytes += bytes
      gone++
    }
    if (from < 1024) return
    last = last.slice(from)
    from = 0
  }

  return {
    add(line) {
      count++
      const bytes = bytesOf(line)
      isFull ||= firstBytes + bytes > half
      if (isFull) {
        last.push({ line, bytes })
        lastBytes += bytes
        shorten()
      } else {
        first.push(line)
        firstBytes += bytes
      }
    },
    all() {
      const leftOut = { event: 'left-out', lines: gone, bytes: goneBytes }
      return [
        ...first,
        ...(gone === 0 ? [] : [JSON.stringify(leftOut)]),
        ...last.slice(from).map(({ line }) => line),
      ]
    },
    get count() {
      return count
    },
  }
}

const utf8 = new TextEncoder()

/** The bytes of a line in UTF-8, with its end. */
export function bytesOf(line: string): number {
  return utf8.encode(line).length + 1
}

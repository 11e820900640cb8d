/** A section is about so long, in characters, or as long as its one block. */
const sectionLength = 1000

/**
 * Cuts a long text where everything before must have ended, whatever it is: before a line that starts with a letter
 * behind a blank line. No container holds such a line; a fence is looked for, and where HTML or a fence in a container
 * might be open it ends.
 * Each section can be parsed with the syntaxes that it needs.
 * @param start - Where a top-level block starts.
 * @param from - Before this nothing is cut.
 * @returns Offsets, ascending.
 */
export function sectionsOf(text: string, start: number, from: number): readonly number[] {
  const ends: number[] = []
  let fence: string | undefined
  let blank = false
  let lineStart = start
  for (let end = text.indexOf('\n', start); end !== -1; end = text.indexOf('\n', lineStart)) {
    const line = text.slice(lineStart, end).trimEnd()
    if (fence !== undefined) {
      if (closes(line, fence)) fence = undefined
    } else if (/^ {0,3}<|.(?:```|~~~)/.test(line) && !/^(?:```|~~~)/.test(line)) {
      return ends
    } else if (/^(?:`{3,}[^`]*|~{3,}.*)$/.test(line)) {
      fence = /^(?:`+|~+)/.exec(line)?.[0]
    } else if (blank && /^[A-Za-z]/.test(line)) {
      const before = ends.at(-1) ?? from
      if (lineStart > from && lineStart - before >= sectionLength) ends.push(lineStart)
    }
    blank = line === ''
    lineStart = end + 1
  }
  return ends
}

function closes(line: string, fence: string): boolean {
  const trimmed = line.trimStart()
  return (
    line.length - trimmed.length <= 3 &&
    trimmed.startsWith(fence) &&
    trimmed === (trimmed[0] ?? '').repeat(trimmed.length)
  )
}

/**
 * Markdown that somebody else wrote, to stand among ours and lose nothing: blocks of code are whole, and closed where they
 * were left open; headings are below ours, an image is a link to it, HTML is its own text. Where one cannot tell by its
 * lines alone in which block a fence is, all of it stands in a fence of its own, as it was written.
 * @param manner - `quoted`: as a quote.
 */
export function enclosedMarkdown(text: string, manner: 'plain' | 'quoted' = 'plain'): string {
  const written = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '')
  const { lines, clear, open } = withFences(written.split('\n'))
  if (!clear) return inFence(written)
  const whole = [...enclosedLines(lines), ...(open === undefined ? [] : [open])]
  if (manner === 'plain') return whole.join('\n')
  return whole.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n')
}

/** A fence that nothing in it closes. */
function inFence(text: string): string {
  let longest = 2
  for (const { length } of text.match(/`+/g) ?? []) longest = Math.max(longest, length)
  const fence = '`'.repeat(longest + 1)
  return `${fence}markdown\n${text}\n${fence}`
}

interface Line {
  readonly line: string
  readonly code: boolean
}

function enclosedLines(lines: readonly Line[]): readonly string[] {
  const enclosed: string[] = []
  let words: string[] = []
  const flush = (): void => {
    for (const line of inert(words)) enclosed.push(line)
    words = []
  }
  for (const { line, code } of lines) {
    if (code) {
      flush()
      enclosed.push(line)
    } else if (line.trim() === '') {
      flush()
      enclosed.push('')
    } else if (/^ {0,3}(?:=+|-+)[ \t]*$/.test(line)) {
      // A line of dashes makes a heading of the words above it, and of another such line too.
      flush()
      enclosed.push('', line, '')
    } else words.push(line)
  }
  flush()
  return enclosed
}

interface Read {
  readonly lines: readonly Line[]
  /** Whether these are all fences there are, wherever they stand. */
  readonly clear: boolean
  /** The fence that closes the block that is open at the end. */
  readonly open: string | undefined
}

interface Fence {
  readonly mark: string
  readonly indent: number
}

/** Anything that may open a block of code, in whatever it stands. */
const fenceLike = /^[\s>*+\-.)\d]*(`{3,}(?!.*`)|~{3,})/

/**
 * Which lines are code (CommonMark 0.31.2, 4.5). At the start of a line a fence is one in any case, and so are those of a
 * block whose lines are all indented as far as its fences: it stands whole in whatever it stands in.
 */
function withFences(lines: readonly string[]): Read {
  let open: Fence | undefined
  let clear = true
  const read = lines.map((line) => {
    const [, indent = '', mark = '', rest = ''] = /^( *)(`{3,}|~{3,})(.*)$/.exec(line) ?? []
    if (open !== undefined) {
      const closes =
        mark.startsWith(open.mark) && rest.trim() === '' && mayClose(open, indent.length)
      const inside = line.trim() === '' || indentOf(line) >= open.indent
      // How far a tab indents depends on where the line stands.
      if (!inside || /^ *\t\s*[`~]/.test(line)) clear = false
      if (closes) {
        if (open.indent > 0 && indent.length !== open.indent) clear = false
        open = undefined
      }
      return { line, code: true }
    }
    if (!fenceLike.test(line)) return { line, code: false }
    if (mark === '') clear = false
    open = { mark: mark === '' ? '```' : mark, indent: indent.length }
    return { line, code: true }
  })
  if (open !== undefined && open.indent > 0) clear = false
  return { lines: read, clear, open: open?.indent === 0 ? open.mark : undefined }
}

function mayClose(open: Fence, indent: number): boolean {
  return open.indent === 0 ? indent < 4 : indent >= open.indent
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0
}

/**
 * Lines of words with no empty one between them: their headings below ours, images and tags as text. What stands between
 * backticks stays as it is, unless a span goes on in the next line, or might.
 */
function inert(lines: readonly string[]): readonly string[] {
  const spans = lines.map((line) => spansOf(demoted(line)))
  const whole = spans.every((line) => line.whole)
  return spans.map(({ pieces }) =>
    pieces.map(({ text, code }) => (code && whole ? text : asText(text))).join(''),
  )
}

function demoted(line: string): string {
  return line.replace(/^( {0,3})(#{1,6})(?=[ \t]|$)/, (_, indent: string, marks: string) =>
    `${indent}##${marks}`.slice(0, indent.length + 6),
  )
}

interface Piece {
  readonly text: string
  readonly code: boolean
}

interface Spans {
  readonly pieces: readonly Piece[]
  /** Whether each backtick is half of a pair in this line. */
  readonly whole: boolean
}

function spansOf(line: string): Spans {
  const runs = [...line.matchAll(/`+/g)].map(({ 0: run, index }) => ({ length: run.length, index }))
  /** By their length, the runs that are still to come, the last one first. */
  const coming = new Map<number, number[]>()
  for (const { length, index } of runs.toReversed()) {
    const same = coming.get(length)
    if (same === undefined) coming.set(length, [index])
    else same.push(index)
  }
  const pieces: Piece[] = []
  let from = 0
  for (const { length, index } of runs) {
    const same = coming.get(length)
    same?.pop()
    // Within the last span.
    if (index < from) continue
    const end = same?.at(-1)
    const isEscaped = line[index - 1] === '\\'
    if (end === undefined || isEscaped) {
      return { pieces: [{ text: line, code: false }], whole: false }
    }
    pieces.push({ text: line.slice(from, index), code: false })
    from = end + length
    pieces.push({ text: line.slice(index, from), code: true })
  }
  return { pieces: [...pieces, { text: line.slice(from), code: false }], whole: true }
}

/** What would be an image or a tag, or might, as words. What is escaped already stays so. */
function asText(words: string): string {
  return words.replace(
    /\\[^]|!(?=\[)|<(?=[a-z/!?])(?!(?:https?|mailto):[^\s<>]*>)/gi,
    (found) => ({ '!': '', '<': '\\<' })[found] ?? found,
  )
}

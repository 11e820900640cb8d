/**
 * What is the same in every event of an answer but its words. Providers repeat some 200 characters around each
 * token; once they are known, a token costs a comparison instead of a parse.
 */
export interface ContentEnvelope {
  /**
   * The words of events that have this envelope, one after the other as they stand on the wire (`data: …` and an
   * empty line each), and where they end. What is no such event is left, and has to be parsed.
   */
  take(text: string, from: number): { readonly words: string; readonly end: number }
}

/** Stands between the words of two events: no JSON string has it bare. */
const seam = '\0'
/** What a JSON string has only when it is escaped, seams aside. */
// oxlint-disable-next-line no-control-regex -- those are what is looked for
const bare = /["\\\u0001-\u001f]/
const escapes = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/g

const mark = '"content":"'

/**
 * The envelope of an event, once it was parsed and found to hold nothing but words.
 * @param data - The event's text.
 * @param isOnlyContent - Whether a parsed event does nothing but say this.
 * @returns Undefined where the words do not stand where they seem to.
 */
export function contentEnvelope(
  data: string,
  isOnlyContent: (parsed: unknown, content: string) => boolean,
): ContentEnvelope | undefined {
  // Data of several lines stands otherwise on the wire.
  if (data.includes('\n')) return undefined
  const start = data.indexOf(mark) + mark.length
  if (start < mark.length) return undefined
  const end = endOfString(data, start)
  const prefix = data.slice(0, start)
  const suffix = data.slice(end)
  // Other words in the same place must be the same event with other words.
  const probe = 'probe'
  if (!isOnlyContent(parsed(prefix + probe + suffix), probe)) return undefined
  const head = `data: ${prefix}`
  const tail = `${suffix}\n\n`
  const between = tail + head
  return {
    take(text, from) {
      const none = { words: '', end: from }
      if (!text.startsWith(head, from)) return none
      const start = from + head.length
      let end = endOfString(text, start)
      if (!text.startsWith(tail, end)) return none
      // The last one of several is looked for from the end of the text, and may still be on its way.
      const last = text.startsWith(between, end) ? text.lastIndexOf(between) : -1
      if (last !== -1) {
        const lastEnd = endOfString(text, last + between.length)
        end = text.startsWith(tail, lastEnd) ? lastEnd : last
      }
      const written = text.slice(start, end)
      if (written.includes(seam)) return none
      // All envelopes at once. What is left is words alone, or not what it seemed to be.
      const joined = written.replaceAll(between, seam)
      const hasEscapes = joined.includes('\\')
      if (bare.test(hasEscapes ? joined.replace(escapes, '') : joined)) return none
      const said = joined.replaceAll(seam, '')
      const words = hasEscapes ? (JSON.parse(`"${said}"`) as string) : said
      return { words, end: end + tail.length }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Where a JSON string ends whose first character stands at `start`. */
function endOfString(data: string, start: number): number {
  let end = data.indexOf('"', start)
  while (end !== -1 && isEscaped(data, end, start)) end = data.indexOf('"', end + 1)
  return end === -1 ? data.length : end
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(data: string, at: number, start: number): boolean {
  let before = at
  while (before > start && data.charCodeAt(before - 1) === 0x5c) before--
  return (at - before) % 2 === 1
}

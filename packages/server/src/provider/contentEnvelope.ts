/**
 * What is the same in every event of an answer but its words. Providers repeat some 200 characters around each
 * token; once they are known, a token costs a comparison instead of a parse.
 */
export interface ContentEnvelope {
  /** The words of an event that has this envelope; undefined for any other event, which has to be parsed. */
  contentOf(data: string): string | undefined
}

/** No character that a JSON string has only when it is escaped, and none that escapes. */
const plain = /^[^"\\\p{Cc}]*$/u

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
  const start = data.indexOf(mark) + mark.length
  if (start < mark.length) return undefined
  const end = endOfString(data, start)
  const prefix = data.slice(0, start)
  const suffix = data.slice(end)
  // Other words in the same place must be the same event with other words.
  const probe = 'probe'
  if (!isOnlyContent(parsed(prefix + probe + suffix), probe)) return undefined
  return {
    contentOf(event) {
      const length = event.length - prefix.length - suffix.length
      if (length < 0 || !event.startsWith(prefix) || !event.endsWith(suffix)) return undefined
      const written = event.slice(prefix.length, prefix.length + length)
      if (plain.test(written)) return written
      // One string and no more: a quote that is not escaped makes it none.
      const content = parsed(`"${written}"`)
      return typeof content === 'string' ? content : undefined
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
  for (let at = start; at < data.length; at++) {
    const code = data.charCodeAt(at)
    if (code === 0x5c) at++
    else if (code === 0x22) return at
  }
  return data.length
}

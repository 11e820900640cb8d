import type { Citation, Part, TextPart } from './Message.ts'

/** Marks a text part as the continuation of the text before it, in a message that was cut short. */
export function continues(messageId: string): NonNullable<TextPart['providerMetadata']> {
  return { millrace: { continues: messageId } }
}

/**
 * The parts with each continued text as one: a part that says it continues goes to the text before it, thoughts
 * between them behind it, the markers of steps go, and words that the model said again are dropped. The same array when
 * nothing is continued.
 */
export function joinedParts(parts: readonly Part[]): readonly Part[] {
  if (!parts.some(isContinuation)) return parts
  const joined: Part[] = []
  for (const part of parts) {
    const at = joined.findLastIndex(({ type }) => type !== 'step-start' && type !== 'reasoning')
    const text = joined[at]
    if (isContinuation(part) && text?.type === 'text') {
      // Thoughts about how to go on do not stand in the middle of a word.
      const thoughts = joined.slice(at + 1).filter(({ type }) => type === 'reasoning')
      joined.length = at
      joined.push(joinTexts(text, part), ...thoughts)
    } else joined.push(part)
  }
  return joined
}

/** A text and its continuation, without what the second repeats of the first's end. */
export function joinContinued(text: string, continuation: string): string {
  return text + continuation.slice(overlapOf(text, continuation))
}

/** The text of a part, which was stored and is hostile: `''` where it has none. */
export function wordsOf({ text }: { readonly text?: unknown }): string {
  return typeof text === 'string' ? text : ''
}

/** Whether a part goes on with the text before it. */
export function isContinuation(part: Part): part is TextPart {
  if (part.type !== 'text') return false
  return typeof part.providerMetadata?.['millrace']?.['continues'] === 'string'
}

const joins = new WeakMap<TextPart, { readonly after: TextPart; readonly joined: TextPart }>()

/** The same part for the same two, so that what did not change is not rendered again. */
function joinTexts(before: TextPart, after: TextPart): TextPart {
  const known = joins.get(before)
  if (known?.after === after) return known.joined
  const beginning = wordsOf(before)
  const further = wordsOf(after)
  const undecided = after.state === 'streaming' && mayRepeat(beginning, further)
  const text = undecided ? beginning : joinContinued(beginning, further)
  const { state: _, ...first } = before
  const joined: TextPart = { ...first, text }
  if (after.state !== undefined) joined.state = after.state
  if (!undecided && after.citations !== undefined) {
    const moved = movedBy(text.length - further.length, citationsOf(after))
    joined.citations = [...citationsOf(before), ...moved]
  }
  joins.set(before, { after, joined })
  return joined
}

/** As hostile as the text: what is no list, or no citation, is none. */
function citationsOf({ citations }: { readonly citations?: unknown }): readonly Citation[] {
  if (!Array.isArray(citations)) return []
  return citations.filter((citation) => typeof citation === 'object' && citation !== null)
}

/** Citations of a text that stands further on in another. */
function movedBy(offset: number, citations: readonly Citation[]): readonly Citation[] {
  return citations.map(({ startIndex, endIndex, ...citation }) => ({
    ...citation,
    ...(startIndex === undefined ? {} : { startIndex: startIndex + offset }),
    ...(endIndex === undefined ? {} : { endIndex: endIndex + offset }),
  }))
}

/** Whether what came so far may be the beginning of a longer repetition: shown, it would be taken back. */
function mayRepeat(text: string, continuation: string): boolean {
  const most = Math.min(longestOverlap, text.length)
  for (let length = most; length > continuation.length; length--) {
    if (text.startsWith(continuation, text.length - length)) return true
  }
  return false
}

const longestOverlap = 200
const shortestOverlap = 16

/**
 * How many characters at the start of a continuation stand at the end of the text already: the longest such run
 * up to 200. Under 16 characters, or where it is one short pattern over and over, it may well be meant: the other
 * half of a fence, a rule, a table's line.
 */
function overlapOf(text: string, continuation: string): number {
  const most = Math.min(longestOverlap, text.length, continuation.length)
  for (let length = most; length >= shortestOverlap; length--) {
    const start = continuation.slice(0, length)
    if (text.endsWith(start)) return isWording(start) ? length : 0
  }
  return 0
}

/** Words; Chinese and Japanese put no space between them: each character is taken for one. */
const word =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]|(?:(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])[\p{L}\p{N}])+/gu

/** Whether it reads like words that were said again, rather than a pattern. */
function isWording(run: string): boolean {
  return new Set(run.match(word)).size >= 2
}

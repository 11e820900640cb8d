import type { Trigger } from './Trigger.ts'

/** A trigger that the caret stands behind. */
export interface TriggerMatch {
  /** Which of the triggers it is. */
  readonly index: number
  /** Where its character stands in the text. */
  readonly start: number
  /** What is typed between the character and the caret. */
  readonly query: string
}

/** What is longer is no search. In characters; no key looks at more of a message. */
const longestQuery = 64

/**
 * The trigger that the caret stands behind, with nothing but letters between them: no space, and not the same character
 * again. The nearest one, and of those in one place the first. What stands behind the caret makes no difference.
 */
export function triggerAt(
  text: string,
  caret: number,
  triggers: readonly Trigger[],
): TriggerMatch | undefined {
  const first = Math.max(0, caret - longestQuery)
  for (let start = caret - 1; start >= first && !isSpace(text.charAt(start)); start--) {
    for (const [index, trigger] of triggers.entries()) {
      const query = queryOf(trigger, text, start, caret)
      if (query !== undefined) return { index, start, query }
    }
  }
  return undefined
}

function isSpace(character: string): boolean {
  return /\s/.test(character)
}

function queryOf(
  { character, where = character === '/' ? 'line' : 'word' }: Trigger,
  text: string,
  start: number,
  caret: number,
): string | undefined {
  const end = start + character.length
  if (character === '' || end > caret || !text.startsWith(character, start)) return undefined
  if (!(where === 'line' ? beginsLine : beginsWord)(text, start)) return undefined
  const query = text.slice(end, caret)
  return query.includes(character) ? undefined : query
}

function beginsLine(text: string, at: number): boolean {
  return at === 0 || text.charAt(at - 1) === '\n'
}

/** Letters, digits and their marks, and whatever of ASCII may stand in an address or a path. */
const inWord = /[!-~\p{L}\p{N}\p{M}]$/u

/** Of these: what opens brackets and quotes, writing that puts no spaces between words, and the end of an emoji. */
const besideWord =
  /(?:[([{<"'\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]|\ufe0f|\u20e3)$/u

function beginsWord(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at)
  return !inWord.test(before) || besideWord.test(before)
}

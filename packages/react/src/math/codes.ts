import type { Code } from 'micromark-util-types'

/** Characters as micromark hands them on. */
export const codes = {
  dollar: 36,
  leftParenthesis: 40,
  rightParenthesis: 41,
  comma: 44,
  leftBracket: 91,
  backslash: 92,
  rightBracket: 93,
} as const

/** The end of a line or of the text. Line endings are below -2. */
export function isEnd(code: Code): boolean {
  return code === null || code < -2
}

/** A space, a tab, or what a tab stands for. */
export function isSpace(code: Code): boolean {
  return code === -2 || code === -1 || code === 32
}

/** Whether the character is one of `characters`. */
export function isOneOf(characters: string, code: Code): boolean {
  return code !== null && code > 0 && characters.includes(String.fromCharCode(code))
}

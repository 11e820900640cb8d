import type { Code } from 'micromark-util-types'
import { codes, isEnd, isOneOf, isSpace } from './codes.ts'

/** What stands in brackets: whether it can be meant as a formula. */
export interface ContentWatch {
  /** Told every character, in order; a backslash once, without what it stands before. */
  see(code: Code): void
  /** Whether nothing but spaces was seen. */
  isEmpty(): boolean
  /** Whether something was seen that prose seldom has: a command, an operator, an index. */
  looksLikeMath(): boolean
  /** Whether it reads as a note: `1`, `2, 3`, `sic`, `see above`. A word has three letters. */
  looksLikeNote(): boolean
}

export function contentWatch(): ContentWatch {
  let empty = true
  let numbers = true
  let math = false
  let word = false
  let letters = 0
  return {
    see(code) {
      letters = isLetter(code) ? letters + 1 : 0
      word ||= letters === 3
      if (isSpace(code) || isEnd(code)) return
      empty = false
      numbers &&= isOneOf('0123456789,', code)
      math ||= code === codes.backslash || isOneOf('^_{}=&+<>', code)
    },
    isEmpty: () => empty,
    looksLikeMath: () => math,
    looksLikeNote: () => numbers || (word && !math),
  }
}

function isLetter(code: Code): boolean {
  if (code === null) return false
  return code > 127 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

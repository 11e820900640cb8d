import type { Code, Construct, Effects, State, Token } from 'micromark-util-types'
import { codes, isEnd, isOneOf } from './codes.ts'
import { contentWatch } from './contentWatch.ts'

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    bracketMath: 'bracketMath'
    bracketMathDisplay: 'bracketMathDisplay'
    bracketMathSequence: 'bracketMathSequence'
    bracketMathData: 'bracketMathData'
  }
}

/**
 * A formula within a sentence: `\(x\)`, or `\[x\]` to be set on a line of its own. What is not closed within its
 * paragraph, or holds another opening, stays an escaped bracket; so do `\[ \]`, `\[1\]`, `\[sic\]` and
 * `\[x\](address)`.
 * An extension of micromark (text).
 */
export const bracketMath: Construct = { name: 'bracketMath', tokenize: tokenizeBracketMath }

function tokenizeBracketMath(effects: Effects, ok: State, nok: State): State {
  let whole: Token
  let marker: Token
  let round = false
  let inData = false
  const content = contentWatch()

  return start

  function start(code: Code): State {
    whole = effects.enter('bracketMath')
    effects.enter('bracketMathSequence')
    effects.consume(code)
    return open
  }

  function open(code: Code): State | undefined {
    if (code !== codes.leftParenthesis && code !== codes.leftBracket) return nok(code)
    round = code === codes.leftParenthesis
    if (!round) whole.type = 'bracketMathDisplay'
    effects.consume(code)
    effects.exit('bracketMathSequence')
    return inside
  }

  function inside(code: Code): State | undefined {
    if (code === null) return nok(code)
    if (isEnd(code)) {
      exitData()
      effects.enter('lineEnding')
      effects.consume(code)
      effects.exit('lineEnding')
      return inside
    }
    if (code === codes.backslash) {
      exitData()
      // Perhaps the end; renamed if it is not.
      marker = effects.enter('bracketMathSequence')
      effects.consume(code)
      return afterBackslash
    }
    content.see(code)
    if (!inData) effects.enter('bracketMathData')
    inData = true
    effects.consume(code)
    return inside
  }

  function afterBackslash(code: Code): State | undefined {
    if (code === (round ? codes.rightParenthesis : codes.rightBracket)) {
      if (content.isEmpty() || (!round && content.looksLikeNote())) return nok(code)
      effects.consume(code)
      effects.exit('bracketMathSequence')
      effects.exit(whole.type)
      return closed
    }
    // `\text{for \(x\)}` may stand in a displayed formula, nothing else: text is read once for each bracket.
    if (code === codes.leftBracket) return nok(code)
    if (round && isOneOf('(]', code)) return nok(code)
    marker.type = 'bracketMathData'
    inData = true
    content.see(codes.backslash)
    if (isEnd(code)) return inside(code)
    effects.consume(code)
    return inside
  }

  function closed(code: Code): State | undefined {
    return !round && code === codes.leftParenthesis ? nok(code) : ok(code)
  }

  function exitData(): void {
    if (inData) effects.exit('bracketMathData')
    inData = false
  }
}

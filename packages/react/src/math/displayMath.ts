import type { Code, Construct, Effects, State, Token, TokenizeContext } from 'micromark-util-types'
import { codes, isEnd, isOneOf, isSpace } from './codes.ts'
import { contentWatch } from './contentWatch.ts'

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    displayMath: 'displayMath'
    openMath: 'openMath'
    displayMathSequence: 'displayMathSequence'
    displayMathData: 'displayMathData'
  }
}

/**
 * A formula that starts a line: `\[ … \]` or `$$ … $$`, on one line or over several. Whether one starts is told
 * by its first line alone, so that text which is still being written never takes a block back:
 *
 * - `\[` or `$$` with nothing behind it goes on to its end, over blank lines too, like a fence;
 * - with something behind it that looks like a formula it goes on to its end or to a blank line;
 * - anything else is text, also `\[see above\]` and `\[1\]`.
 *
 * What is not closed, or empty, becomes a paragraph with its source, marked `data.openMath`. What follows the end
 * on the same line becomes a paragraph of its own; a full stop or comma stays with the formula. An extension of
 * micromark (flow).
 */
export const displayMath: Construct = {
  name: 'displayMath',
  concrete: true,
  tokenize: tokenizeDisplayMath,
}

function tokenizeDisplayMath(
  this: TokenizeContext,
  effects: Effects,
  ok: State,
  nok: State,
): State {
  // oxlint-disable-next-line typescript/no-this-alias -- Constructs are given their context so.
  const self = this
  let whole: Token
  let opening: Token
  let marker: Token | undefined
  let dollars = false
  /** Whether nothing stands behind the opening; told where its line ends. */
  let alone = false
  let onFirstLine = true
  let inData = false
  const content = contentWatch()

  return start

  function start(code: Code): State {
    dollars = code === codes.dollar
    whole = effects.enter('displayMath')
    opening = effects.enter('displayMathSequence')
    effects.consume(code)
    return second
  }

  function second(code: Code): State | undefined {
    if (code !== (dollars ? codes.dollar : codes.leftBracket)) return nok(code)
    effects.consume(code)
    return opened
  }

  function opened(code: Code): State | undefined {
    // More dollars are math in text, as two are within a sentence.
    if (dollars && code === codes.dollar) return nok(code)
    effects.exit('displayMathSequence')
    return inLine(code)
  }

  function inLine(code: Code): State | undefined {
    if (isEnd(code)) return lineEnd(code)
    if (code === codes.backslash || (dollars && code === codes.dollar)) {
      exitData()
      // Perhaps the end; renamed where it is not.
      marker = effects.enter('displayMathSequence')
      effects.consume(code)
      return code === codes.dollar ? afterDollar : afterBackslash
    }
    content.see(code)
    enterData()
    effects.consume(code)
    return inLine
  }

  function afterDollar(code: Code): State | undefined {
    if (code === codes.dollar) return close(code)
    markerIsData(codes.dollar)
    return inLine(code)
  }

  function afterBackslash(code: Code): State | undefined {
    if (!dollars && code === codes.rightBracket) return close(code)
    markerIsData(codes.backslash)
    if (isEnd(code)) return inLine(code)
    // What a backslash stands before ends nothing: `\\]`, `\$`.
    effects.consume(code)
    return inLine
  }

  function close(code: Code): State | undefined {
    if (onFirstLine && !dollars && content.looksLikeNote()) return nok(code)
    if (content.isEmpty()) {
      if (onFirstLine) return nok(code)
      becomePlain()
    }
    effects.consume(code)
    effects.exit(marker?.type ?? 'displayMathSequence')
    return closed
  }

  function closed(code: Code): State | undefined {
    if (isOneOf('.,;:', code)) {
      enterData()
      effects.consume(code)
      return closed
    }
    exitData()
    effects.exit(whole.type)
    return behind(code)
  }

  function behind(code: Code): State | undefined {
    if (isEnd(code)) return ok(code)
    if (isSpace(code)) {
      effects.enter('whitespace')
      effects.consume(code)
      effects.exit('whitespace')
      return behind
    }
    // On the first line it is a formula within a sentence.
    if (onFirstLine) return nok(code)
    effects.enter('paragraph')
    effects.enter('chunkText', { contentType: 'text' })
    return inTail(code)
  }

  function inTail(code: Code): State | undefined {
    if (isEnd(code)) {
      effects.exit('chunkText')
      effects.exit('paragraph')
      return ok(code)
    }
    effects.consume(code)
    return inTail
  }

  function lineEnd(code: Code): State | undefined {
    exitData()
    if (onFirstLine) {
      alone = content.isEmpty()
      if (!alone && !content.looksLikeMath()) return nok(code)
    }
    if (self.interrupt === true) return ok(code)
    if (code === null) return unclosed(code)
    return effects.check({ partial: true, tokenize: tokenizeNextLine }, nextLine, unclosed)(code)
  }

  function nextLine(code: Code): State {
    onFirstLine = false
    effects.enter('lineEnding')
    effects.consume(code)
    effects.exit('lineEnding')
    return inLine
  }

  function unclosed(code: Code): State | undefined {
    becomePlain()
    effects.exit(whole.type)
    return ok(code)
  }

  /** Whether the formula goes on behind a line ending. */
  function tokenizeNextLine(lookahead: Effects, goesOn: State, ends: State): State {
    return (code) => {
      lookahead.enter('lineEnding')
      lookahead.consume(code)
      lookahead.exit('lineEnding')
      return atLineStart
    }

    function atLineStart(code: Code): State | undefined {
      if (code === null || self.parser.lazy[self.now().line] === true) return ends(code)
      return alone ? goesOn(code) : atContent(code)
    }

    function atContent(code: Code): State | undefined {
      if (isEnd(code)) return ends(code)
      if (!isSpace(code)) return goesOn(code)
      lookahead.enter('linePrefix')
      lookahead.consume(code)
      lookahead.exit('linePrefix')
      return atContent
    }
  }

  function enterData(): void {
    if (!inData) effects.enter('displayMathData')
    inData = true
  }

  function exitData(): void {
    if (inData) effects.exit('displayMathData')
    inData = false
  }

  function markerIsData(code: Code): void {
    if (marker !== undefined) marker.type = 'displayMathData'
    inData = true
    content.see(code)
  }

  function becomePlain(): void {
    whole.type = 'openMath'
    opening.type = 'displayMathData'
    if (marker !== undefined) marker.type = 'displayMathData'
  }
}

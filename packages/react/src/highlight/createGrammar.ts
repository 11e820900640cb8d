import { createShikiPrimitive, type LanguageRegistration, type RegexEngine } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import { EncodedTokenMetadata, INITIAL, type StateStack } from 'shiki/textmate'
import type { CodeToken, Grammar } from '../code/Highlighter.ts'
import { kindOfColor, tokenTheme } from './tokenTheme.ts'

/**
 * Longer lines stay plain, and lines with longer words: minified code, data, and what is made to be slow (T-53).
 * Some patterns take time by the cube of a length, and no limit stops a pattern at work. Measured: 1,000 letters
 * take Terraform's grammar 3.4 s, words of 100 on a line of 500 take it 0.1 s, and that is the worst of all.
 */
const maxLineLength = 500
const longWord = /[\p{L}\p{N}_]{101}/u

/** A line is slow that takes longer, with its patterns compiled. In milliseconds. */
const slowLineMs = 100

/** A line that takes longer is given up between two patterns. In milliseconds. */
const longestLineMs = 500

/** After so many slow lines the rest of a text stays plain. */
const maxSlowLines = 2

/** What stands between two lines. */
interface LineState {
  readonly stack: StateStack
  readonly slowLines: number
}

/** One for all languages: it keeps the patterns it has compiled. */
let engine: RegexEngine | undefined

/**
 * A grammar that reads line by line. Each has a registry of its own: in a shared one, a language that is loaded
 * later rebuilds those that embed it, and the states they have given out point nowhere.
 * @param registrations - The languages that it embeds, and last the language itself: what a module of
 *   `shiki/langs` exports.
 * @param now - Milliseconds; only differences count.
 */
export function createGrammar(
  registrations: readonly LanguageRegistration[],
  now: () => number = () => performance.now(),
): Grammar {
  const language = registrations.at(-1)
  if (language === undefined) throw new TypeError('A language needs a grammar; its list is empty.')
  // Patterns that JavaScript cannot have are left out, instead of the whole language.
  engine ??= createJavaScriptRegexEngine({ forgiving: true })
  const shiki = createShikiPrimitive({
    engine,
    langs: [...registrations],
    themes: [tokenTheme],
    warnings: false,
  })
  const { colorMap } = shiki.setTheme(tokenTheme)
  const grammar = shiki.getLanguage(language.name)

  function tokensOf(line: string, marks: Uint32Array): readonly CodeToken[] {
    const tokens: CodeToken[] = []
    // Two numbers for each: where it starts, and what it is.
    for (let index = 0; index < marks.length; index += 2) {
      const text = line.slice(marks[index], marks[index + 2])
      const color = colorMap[EncodedTokenMetadata.getForeground(marks[index + 1] ?? 0)]
      addToken(tokens, text, text.trim() === '' ? undefined : kindOfColor(color))
    }
    return tokens
  }

  function readLine(
    line: string,
    { stack, slowLines }: LineState,
  ): ReturnType<Grammar['readLine']> {
    const read = () => {
      const started = now()
      const result = grammar.tokenizeLine2(line, stack, longestLineMs)
      return { ...result, slow: result.stoppedEarly || now() - started > slowLineMs }
    }
    let result = read()
    // Perhaps only because its patterns were compiled on the way; by now they are.
    if (result.slow) result = read()
    const state = { stack: result.ruleStack, slowLines: slowLines + (result.slow ? 1 : 0) }
    if (result.stoppedEarly) return plain(line, { ...state, stack })
    return { tokens: tokensOf(line, result.tokens), state }
  }

  const first: LineState = { stack: INITIAL, slowLines: 0 }
  // Compiles what every line needs, while nobody waits for a line.
  readLine('x', first)
  return {
    readLine(line, state) {
      // States are only ever made here.
      const before = (state as LineState | undefined) ?? first
      const skipped =
        line === '' ||
        line.length > maxLineLength ||
        longWord.test(line) ||
        before.slowLines >= maxSlowLines
      return skipped ? plain(line, before) : readLine(line, before)
    },
  }
}

function plain(line: string, state: LineState): ReturnType<Grammar['readLine']> {
  return { tokens: line === '' ? [] : [{ text: line }], state }
}

/** Neighbours of one kind become one piece. */
function addToken(tokens: CodeToken[], text: string, kind: CodeToken['kind']): void {
  const last = tokens.at(-1)
  const merged = last !== undefined && last.kind === kind
  const whole = merged ? last.text + text : text
  if (merged) tokens.pop()
  tokens.push(kind === undefined ? { text: whole } : { text: whole, kind })
}

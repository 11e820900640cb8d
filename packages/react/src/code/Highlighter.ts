/** What a piece of code is, for its colour: `data-token` of its `<span>`. */
export type TokenKind =
  | 'keyword'
  | 'string'
  | 'number'
  | 'constant'
  | 'comment'
  | 'function'
  | 'type'
  | 'variable'
  | 'property'
  | 'tag'
  | 'attribute'
  | 'punctuation'
  | 'heading'
  | 'inserted'
  | 'deleted'

/** A piece of one line. Pieces joined are the line. */
export interface CodeToken {
  readonly text: string
  /** Absent for what has no colour of its own. */
  readonly kind?: TokenKind
}

/** Where a grammar stands between two lines: an open comment, a string. Immutable; only the grammar reads it. */
export type GrammarState = unknown

/** The grammar of one language, read line by line: what is finished is never read again. */
export interface Grammar {
  /**
   * @param line - Without its line ending.
   * @param state - What the line before gave; undefined for the first.
   */
  readLine(
    line: string,
    state: GrammarState,
  ): { readonly tokens: readonly CodeToken[]; readonly state: GrammarState }
}

/** Colours code. Handed in, so that no grammar is in a bundle that does not ask for it. */
export interface Highlighter {
  /**
   * Loads a grammar once; asked again, gives the same promise.
   * @param language - As a model wrote it after the fence: `ts`, `TypeScript`, `c++`. Hostile: anything.
   * @returns undefined for a language that is not known. Rejects when its grammar cannot be loaded; asked again, it tries again.
   */
  load(language: string): Promise<Grammar | undefined>
}

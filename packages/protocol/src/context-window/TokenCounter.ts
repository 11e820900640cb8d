/** Counts the tokens of a text. Handed in: exact tables are too large for a page. */
export interface TokenCounter {
  /** `o200k_base`, `cl100k_base`, or `estimate`. */
  readonly name: string
  /** The tokens of this text. Never throws, whatever is in it. */
  count(text: string): number
  /**
   * Has texts counted elsewhere, so that `count` knows them; never rejects. A counter that counts by itself has
   * none.
   */
  prepare?(texts: readonly string[]): Promise<void>
}

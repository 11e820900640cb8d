/** A text written in advance, and the questions it fits. */
export interface Answer {
  /** Whole words or phrases, in lower case. The longer the words found, the better it fits. */
  readonly keywords?: readonly string[]
  /** Decides on its own when it matches: a script, or a question that says nothing else. */
  readonly pattern?: RegExp
  /** Markdown. */
  readonly text: string
}

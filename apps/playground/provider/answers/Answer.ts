/** A text written in advance. */
export interface Answer {
  readonly fits: RegExp
  /** Markdown. */
  readonly text: string
  /** A question that it answers, and a word or two for its button. */
  readonly starter: { readonly label: string; readonly question: string; readonly lang?: string }
}

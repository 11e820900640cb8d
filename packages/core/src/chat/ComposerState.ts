/** What is being typed. */
export interface ComposerState {
  readonly text: string
  readonly setText: (text: string) => void
}

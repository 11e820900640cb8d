/** What was written of an answer, word for word, before anything could happen to it on the way. */
export interface Manuscript {
  readonly text: string
  /** How much of it was there before: of an answer that is carried on. */
  readonly beginning: number
  begin(before?: string): void
  write(piece: string): void
}

export function createManuscript(): Manuscript {
  let text = ''
  let beginning = 0
  return {
    get text() {
      return text
    },
    get beginning() {
      return beginning
    },
    begin(before = '') {
      text = before
      beginning = before.length
    },
    write(piece) {
      text += piece
    },
  }
}

/** Sentences as one text. One without a mark at its end gets a full stop, so that the voice pauses. */
export function joinSentences(sentences: readonly string[]): string {
  let text = ''
  for (const sentence of sentences) {
    if (text !== '') text += /\p{P}$/u.test(text) ? ' ' : '. '
    text += sentence
  }
  return text
}

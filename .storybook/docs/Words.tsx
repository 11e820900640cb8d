import type { ReactNode } from 'react'

export interface WordsProps {
  /** As a docstring is written: code in backticks, a line for each paragraph and tag. */
  readonly text: string
}

/** What a docstring says. */
export function Words({ text }: WordsProps): ReactNode {
  return text.split('`').map((piece, index) =>
    // Pieces stand where they stand: every second one is code.
    index % 2 === 1 ? <code key={index}>{piece}</code> : piece,
  )
}

/** What a docstring says, as paragraphs. */
export function Paragraphs({ text }: WordsProps): ReactNode {
  return text.split('\n').map((line, index) => (
    <p key={index}>
      <Words text={plain(line)} />
    </p>
  ))
}

/** A tag in words. */
function plain(line: string): string {
  return line
    .replace(/^@throws \{(\w+)\}/, 'Throws `$1`')
    .replace(/^@param (\S+) -/, '`$1`:')
    .replace(/^@returns /, 'Gives ')
}

'use client'

import { Fragment, memo, type NamedExoticComponent, type ReactNode } from 'react'
import type { ColouredChunk } from './createColouring.ts'
import type { CodeToken } from './Highlighter.ts'
import { withBidiMarks } from './withBidiMarks.tsx'

export interface CodeChunkProps {
  readonly text: string
  /** The last chunk may still grow, and nothing follows it. */
  readonly last: boolean
  readonly coloured: ColouredChunk | undefined
}

/**
 * A chunk of code, which the theme lays out as a box of its own. Renders one `<span>` whose text is the chunk, with a
 * `<span>` in it for each piece that has a colour: `data-token` says what the piece is, as a `TokenKind`. The
 * newline between two boxes is in a `<span>` of its own, to be left out by who makes boxes of them: a box ends the
 * line already, and some would copy two.
 */
export const CodeChunk: NamedExoticComponent<CodeChunkProps> = memo(function CodeChunk({
  text,
  last,
  coloured,
}: CodeChunkProps): ReactNode {
  // What was replaced since it was coloured is plain until it is coloured anew.
  const { text: read, lines } =
    coloured !== undefined && text.startsWith(coloured.text) ? coloured : uncoloured
  const endsApart = !last && /[^\n]\n$/.test(text)
  const shown = endsApart ? text.slice(0, -1) : text
  return (
    <span data-part="code-chunk">
      {lines.map((tokens, index) => (
        <CodeLine
          key={index}
          tokens={tokens}
          ended={index < lines.length - 1 || (read.endsWith('\n') && read.length <= shown.length)}
        />
      ))}
      {withBidiMarks(shown.slice(read.length))}
      {endsApart && <span data-part="code-chunk-end">{'\n'}</span>}
    </span>
  )
})

const uncoloured: ColouredChunk = { text: '', lines: [] }

interface CodeLineProps {
  readonly tokens: readonly CodeToken[]
  /** Whether its newline is to be rendered with it. */
  readonly ended: boolean
}

const CodeLine = memo(function CodeLine({ tokens, ended }: CodeLineProps): ReactNode {
  return (
    <>
      {tokens.map(({ text, kind }, index) =>
        kind === undefined ? (
          <Fragment key={index}>{withBidiMarks(text)}</Fragment>
        ) : (
          <span key={index} data-token={kind}>
            {withBidiMarks(text)}
          </span>
        ),
      )}
      {ended && '\n'}
    </>
  )
})

'use client'

import { memo, type NamedExoticComponent, type ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'

const chunkLength = 4096

/**
 * Text as it is, in one `<pre data-part="markdown-plain">`, in chunks that are laid out apart: text that grows keeps
 * them.
 */
export function PlainText({ text }: { readonly text: string }): ReactNode {
  const labels = useLabels()
  const chunks: string[] = []
  for (let start = 0; start < text.length; start += chunkLength) {
    chunks.push(text.slice(start, start + chunkLength))
  }
  return (
    <pre
      dir="auto"
      data-part="markdown-plain"
      tabIndex={0}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a name for what scrolls; a region would be a landmark, and an answer has many
      role="group"
      aria-label={labels.unformatted}
    >
      {chunks.map((chunk, index) => (
        <Chunk key={index} text={chunk} />
      ))}
    </pre>
  )
}

const Chunk: NamedExoticComponent<{ readonly text: string }> = memo(function Chunk({
  text,
}: {
  readonly text: string
}): ReactNode {
  return <span data-part="plain-chunk">{text}</span>
})

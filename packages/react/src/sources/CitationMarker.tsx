'use client'

import { type ReactNode, type ToggleEvent, useId, useState } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { MarkdownLink } from '../markdown/MarkdownLink.tsx'
import type { CitedSource } from '../markdown/tree/CitationMark.ts'
import { plainName } from '../name/plainName.ts'
import { sourceFace } from './sourceFace.ts'

export interface CitationMarkerProps {
  readonly cited: CitedSource
  readonly number: number
}

/** Of what is cited, in characters. */
const longestQuote = 600

/** So many passages of one source are shown. */
const mostQuotes = 5

/**
 * The number of a source in a text. Renders one `<span>` with a button, `Source 2: Title`, and the popover it opens, in
 * the top layer: title, host, and what is cited. `data-number` is the number as written. Escape and a press anywhere else
 * close the popover. It is made of `<span>`s, since a paragraph holds nothing else, and is empty while it is closed.
 */
export function CitationMarker({ cited, number }: CitationMarkerProps): ReactNode {
  const labels = useLabels()
  const id = useId()
  const titleId = useId()
  const [open, setOpen] = useState(false)
  const face = sourceFace(cited.source)
  const written = numbersFor(labels.locale).count(number)
  return (
    <span data-part="citation" data-number={written}>
      <button
        type="button"
        data-part="citation-number"
        popoverTarget={id}
        aria-label={labels.citation(written, face.title)}
      >
        {written}
      </button>
      <span
        id={id}
        popover="auto"
        data-part="citation-card"
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- no fieldset: a paragraph cannot hold one
        role="group"
        aria-labelledby={open ? titleId : undefined}
        onBeforeToggle={({ newState }: ToggleEvent<HTMLSpanElement>) => {
          if (newState === 'open') setOpen(true)
        }}
        // Only now: the browser gives the focus back as long as it is in there.
        onToggle={({ newState }: ToggleEvent<HTMLSpanElement>) => setOpen(newState === 'open')}
      >
        {open && (
          <>
            <span data-part="citation-title" id={titleId} dir="auto">
              {face.href === '' ? (
                <cite>{face.title}</cite>
              ) : (
                <MarkdownLink href={face.href}>{face.title}</MarkdownLink>
              )}
            </span>
            {face.place !== '' && <bdi data-part="source-place">{face.place}</bdi>}
            {cited.quotes.slice(0, mostQuotes).map((quote, index) => (
              <q key={index} data-part="citation-quote" dir="auto">
                {plainName(quote, longestQuote)}
              </q>
            ))}
          </>
        )}
      </span>
    </span>
  )
}

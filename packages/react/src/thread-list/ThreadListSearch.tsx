'use client'

import type { ChangeEvent, KeyboardEvent, ReactNode } from 'react'
import { isComposing } from '../composer/isComposing.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useThreadList } from './ThreadListContext.ts'
import { useShownThreads } from './useShownThreads.ts'

/**
 * Finds conversations by their titles, whatever the case and the accents; how many it found is said politely. Renders one
 * `<div>` with the box and what it says. Escape empties the box.
 */
export function ThreadListSearch(props: PartProps<'div'>): ReactNode {
  const labels = useLabels()
  const { query, search } = useThreadList()
  const { length } = useShownThreads()
  const isSearching = query.trim() !== ''
  const own = {
    'data-part': 'thread-search',
    children: (
      <>
        <input
          type="search"
          data-part="thread-search-input"
          aria-label={labels.searchThreads}
          placeholder={labels.searchThreads}
          // Of an empty box it would be that of no words, and not of those in their place.
          dir={query === '' ? undefined : 'auto'}
          autoComplete="off"
          value={query}
          onChange={(event: ChangeEvent<HTMLInputElement>) => search(event.currentTarget.value)}
          onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
            if (event.key !== 'Escape' || query === '' || isComposing(event)) return
            event.preventDefault()
            search('')
          }}
        />
        {/* There before it speaks: a live region that appears together with its words is not read. */}
        <output data-part="thread-search-status">
          {isSearching ? labels.foundThreads(length, numbersFor(labels.locale).count(length)) : ''}
        </output>
      </>
    ),
  }
  return renderPart('div', props, own, undefined)
}

'use client'

import type { ReactNode } from 'react'
import { type PartProps, renderPart } from '../part/renderPart.ts'

/** What scrolls of the list, between what stays in sight. Renders one `<div>`. */
export function ThreadListScroller(props: PartProps<'div'>): ReactNode {
  return renderPart('div', props, { 'data-part': 'thread-list-scroller' }, undefined)
}

'use client'

import { type ReactNode, useState } from 'react'
import { useDisclosureContext } from '../disclosure/DisclosureContext.ts'
import { type ContentProps, useContentProps } from '../disclosure/useContentProps.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { LateMarkdown } from '../markdown/LateMarkdown.tsx'
import { MarkdownBoundary } from '../markdown/MarkdownBoundary.tsx'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import type { ReasoningState } from './ReasoningRoot.tsx'
import { useReasoningContext } from './ReasoningContext.ts'
import { useStayAtEnd } from './useStayAtEnd.ts'

/**
 * The thoughts, as Markdown. Renders one `<div>`, hidden while they are closed. `data-bounded` is present from when
 * they are being thought until they are closed: the theme shows their end in a box that scrolls, which the keyboard
 * can reach, so that long thoughts do not push the conversation away and nothing jumps when they end.
 */
export function ReasoningContent({
  hiddenUntilFound = false,
  id,
  ref,
  onFocus,
  onBlur,
  ...props
}: PartProps<'div', ReasoningState> & ContentProps): ReactNode {
  const disclosure = useDisclosureContext()
  const { text, thinking } = useReasoningContext()
  const labels = useLabels()
  const { open, triggerId } = disclosure
  const content = useContentProps(disclosure, { id, ref, onFocus, onBlur }, hiddenUntilFound)
  const [bounded, setBounded] = useState(thinking)
  if (bounded !== thinking && (thinking || !open)) setBounded(thinking)
  useStayAtEnd(content.node, bounded && open && text !== '')
  const own = {
    'data-part': 'reasoning-content',
    'data-bounded': bounded ? '' : undefined,
    // What scrolls has a name.
    ...(bounded && open ? { role: 'group', 'aria-labelledby': triggerId, tabIndex: 0 } : {}),
    ...content.props,
    children: text !== '' && (
      <MarkdownBoundary text={text} notice={labels.cannotRender}>
        <LateMarkdown text={text} streaming={thinking} />
      </MarkdownBoundary>
    ),
  }
  return renderPart('div', props, own, { open, streaming: thinking })
}

'use client'

import type { ReasoningPart } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { DisclosureContext } from '../disclosure/DisclosureContext.ts'
import { type DisclosureProps, useDisclosure } from '../disclosure/useDisclosure.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { ReasoningContext } from './ReasoningContext.ts'
import { useThinkingTime } from './useThinkingTime.ts'

/** What the thoughts show. */
export interface ReasoningState {
  readonly open: boolean
  /** Whether it is being thought. */
  readonly streaming: boolean
}

export type ReasoningRootProps = Omit<PartProps<'div', ReasoningState>, 'part'> &
  DisclosureProps & {
    readonly part: ReasoningPart
    /** Whether the part may still grow; one that says that it is done does not. Default false. */
    readonly streaming?: boolean | undefined
  }

/**
 * What the model thought before it answered. Renders one `<div>`: `data-state` is `open` or `closed`;
 * `data-streaming` is present while it is being thought. By itself it is open that long, and closed afterwards and in
 * what was loaded; once the reader has opened or closed it, it stays as he left it. Never in a live region: thoughts
 * are not spoken as they come.
 */
export function ReasoningRoot({
  part,
  streaming = false,
  open,
  defaultOpen,
  onOpenChange,
  ...props
}: ReasoningRootProps): ReactNode {
  // What was stored is hostile.
  const text = typeof part.text === 'string' ? part.text : ''
  const thinking = streaming && part.state !== 'done'
  const disclosure = useDisclosure({ open, defaultOpen, onOpenChange }, thinking)
  const seconds = useThinkingTime(thinking, text)
  const own = {
    'data-part': 'reasoning',
    'data-state': disclosure.open ? 'open' : 'closed',
    'data-streaming': thinking ? '' : undefined,
  }
  const state = { open: disclosure.open, streaming: thinking }
  return (
    <DisclosureContext value={disclosure}>
      <ReasoningContext value={{ text, thinking, seconds }}>
        {renderPart('div', props, own, state)}
      </ReasoningContext>
    </DisclosureContext>
  )
}

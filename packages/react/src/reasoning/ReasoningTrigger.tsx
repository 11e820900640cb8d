'use client'

import type { ReactNode } from 'react'
import { Chevron } from '../disclosure/Chevron.tsx'
import { useDisclosureContext } from '../disclosure/DisclosureContext.ts'
import { useTriggerProps } from '../disclosure/useTriggerProps.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import type { ReasoningState } from './ReasoningRoot.tsx'
import { useReasoningContext } from './ReasoningContext.ts'

/**
 * Opens and closes the thoughts. Renders one `<button>` that says whether it is being thought, and then for how long
 * it was, where that was seen.
 */
export function ReasoningTrigger({
  id,
  onClick,
  ...props
}: PartProps<'button', ReasoningState>): ReactNode {
  const disclosure = useDisclosureContext()
  const { thinking, seconds } = useReasoningContext()
  const labels = useLabels()
  const ended =
    seconds === undefined
      ? labels.thoughts
      : labels.thoughtFor(numbersFor(labels.locale).duration(seconds))
  const trigger = useTriggerProps(disclosure, { id, onClick })
  const own = {
    'data-part': 'reasoning-trigger',
    ...trigger,
    children: (
      <>
        <span>{thinking ? labels.thinking : ended}</span>
        <Chevron />
      </>
    ),
  }
  return renderPart('button', props, own, { open: disclosure.open, streaming: thinking })
}

'use client'

import type { ReactNode } from 'react'
import { Chevron } from '../disclosure/Chevron.tsx'
import { useDisclosureContext } from '../disclosure/DisclosureContext.ts'
import { useTriggerProps } from '../disclosure/useTriggerProps.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { faceOf } from './faceOf.ts'
import { nameOf } from './nameOf.ts'
import { useToolContext } from './ToolContext.ts'
import { ToolIcon } from './ToolIcon.tsx'
import type { ToolState } from './ToolRoot.tsx'

/** Opens and closes the details of the call. Renders one `<button>` that says the tool and its state in words. */
export function ToolTrigger({ id, onClick, ...props }: PartProps<'button', ToolState>): ReactNode {
  const disclosure = useDisclosureContext()
  const shown = useToolContext()
  const { words, icon } = faceOf(shown, useLabels())
  const trigger = useTriggerProps(disclosure, { id, onClick })
  const own = {
    'data-part': 'tool-trigger',
    ...trigger,
    children: (
      <>
        <ToolIcon name={icon} />
        <span>
          <bdi data-part="tool-name">{nameOf(shown.part)}</bdi>{' '}
          <span data-part="tool-state">{words}</span>
        </span>
        <Chevron />
      </>
    ),
  }
  const { state } = shown.part
  return renderPart('button', props, own, { state, open: disclosure.open })
}

'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useAnswer } from './useAnswer.ts'

/** Lets the call be run. Renders one `<button>`. */
export function ToolApprove({ onClick, ...props }: PartProps<'button'>): ReactNode {
  const labels = useLabels()
  const answer = useAnswer({ approved: true })
  const own = {
    'data-part': 'tool-approve',
    type: 'button',
    onClick: chain(onClick, answer),
    children: labels.approve,
  }
  return renderPart('button', props, own, undefined)
}

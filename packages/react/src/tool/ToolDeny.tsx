'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useAnswer } from './useAnswer.ts'

export type ToolDenyProps = PartProps<'button'> & {
  /** Why, for the model. */
  readonly reason?: string | undefined
}

/** Keeps the call from being run. Renders one `<button>`. */
export function ToolDeny({ onClick, reason, ...props }: ToolDenyProps): ReactNode {
  const labels = useLabels()
  const answer = useAnswer({ approved: false, reason })
  const own = {
    'data-part': 'tool-deny',
    type: 'button',
    onClick: chain(onClick, answer),
    children: labels.deny,
  }
  return renderPart('button', props, own, undefined)
}

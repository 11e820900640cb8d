'use client'

import type { ReactNode } from 'react'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { approvalOf } from './approvalOf.ts'
import { type ToolCallPart, useToolContext } from './ToolContext.ts'
import { ToolValue } from './ToolValue.tsx'

/** Why there is no output: what went wrong, or why it was declined. Renders one `<div>`, or nothing. */
export function ToolError(props: PartProps<'div'>): ReactNode {
  const why = whyOf(useToolContext().part)
  if (why === undefined || why === null || why === '') return null
  const own = { 'data-part': 'tool-error', children: <ToolValue value={why} /> }
  return renderPart('div', props, own, undefined)
}

function whyOf(part: ToolCallPart): unknown {
  if (part.state === 'output-error') return part.errorText
  const declined = part.state === 'output-denied' || part.state === 'approval-responded'
  const approval = approvalOf(part)
  return declined && approval?.approved !== true ? approval?.reason : undefined
}

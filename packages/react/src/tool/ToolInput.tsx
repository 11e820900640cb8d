'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { type ToolCallPart, useToolContext } from './ToolContext.ts'
import { ToolValue } from './ToolValue.tsx'

/** What the tool is called with, as far as it is written. Renders one `<div>`, or nothing before there is something. */
export function ToolInput(props: PartProps<'div'>): ReactNode {
  const { part } = useToolContext()
  const labels = useLabels()
  const input = inputOf(part)
  if (input === undefined) return null
  const own = {
    'data-part': 'tool-input',
    children: (
      <>
        <div data-part="tool-label">{labels.toolInput}</div>
        <ToolValue value={input} name={labels.toolInput} />
      </>
    ),
  }
  return renderPart('div', props, own, undefined)
}

/** The input, or its text where no value came of it. */
function inputOf(part: ToolCallPart): unknown {
  if (part.state === 'input-streaming') {
    return part.inputEncoding === 'text' ? part.rawInput : (part.input ?? part.rawInput)
  }
  return part.state === 'output-error' ? (part.input ?? part.rawInput) : part.input
}

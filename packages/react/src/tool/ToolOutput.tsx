'use client'

import { type ReactNode, useRef } from 'react'
import { CopyButton } from '../code/CopyButton.tsx'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { printValue } from './printValue.ts'
import { useToolContext } from './ToolContext.ts'
import { ToolValue } from './ToolValue.tsx'

/** What is copied at most, in characters. */
const longestCopy = 10_000_000

/**
 * What came out, with a button that copies it. Renders one `<div>`, or nothing before there is something.
 * `data-preliminary` is present while more output is to replace it.
 */
export function ToolOutput(props: PartProps<'div'>): ReactNode {
  const { part } = useToolContext()
  const labels = useLabels()
  const shown = useRef<HTMLPreElement>(null)
  const { output } = part
  if (part.state !== 'output-available' || output === undefined) return null
  const own = {
    'data-part': 'tool-output',
    'data-preliminary': part.preliminary === true ? '' : undefined,
    children: (
      <>
        <div data-part="tool-label">
          {labels.toolOutput}
          <CopyButton
            part="tool-copy"
            name={labels.copyOutput}
            text={() => printValue(output, longestCopy)}
            source={shown}
          >
            {labels.copy}
          </CopyButton>
        </div>
        <ToolValue ref={shown} value={output} name={labels.toolOutput} />
      </>
    ),
  }
  return renderPart('div', props, own, undefined)
}

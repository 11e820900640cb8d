'use client'

import { type DynamicToolPart, toolNameOf, type ToolPart } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'

export interface ToolCardProps {
  readonly part: DynamicToolPart | ToolPart
}

/**
 * A tool call and what came of it. Renders one `<details>`. `data-state` is the state of the call as the AI
 * SDK names it.
 */
export function ToolCard({ part }: ToolCardProps): ReactNode {
  const labels = useLabels()
  const name = part.title ?? toolNameOf(part)
  return (
    <details data-part="tool" data-state={part.state}>
      <summary>
        <span data-part="tool-name">{name}</span>{' '}
        <span data-part="tool-state">{labels.toolState[part.state]}</span>
      </summary>
      {part.input !== undefined && (
        <>
          <p data-part="tool-label">{labels.toolInput}</p>
          <pre tabIndex={0} dir="ltr">
            {shown(part.input)}
          </pre>
        </>
      )}
      {part.state === 'output-available' && (
        <>
          <p data-part="tool-label">{labels.toolOutput}</p>
          <pre tabIndex={0} dir="ltr">
            {shown(part.output)}
          </pre>
        </>
      )}
      {part.state === 'output-error' && <p data-part="tool-error">{part.errorText}</p>}
    </details>
  )
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

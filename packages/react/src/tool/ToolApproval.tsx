'use client'

import { type ReactNode, useId } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { approvalOf } from './approvalOf.ts'
import { isAsked } from './isAsked.ts'
import { nameOf } from './nameOf.ts'
import { ToolApprove } from './ToolApprove.tsx'
import { useToolContext } from './ToolContext.ts'
import { ToolDeny } from './ToolDeny.tsx'
import { ToolValue } from './ToolValue.tsx'

/**
 * Asks the reader whether the call may be run, and why it has to be asked, with two buttons. Renders one `<div>` with
 * the role of a group, named by what is asked; nothing where nobody is asked, or where his answer would set nothing
 * going: in a message that is not the last. Stands outside of the content, which can be closed.
 */
export function ToolApproval(props: PartProps<'div'>): ReactNode {
  const shown = useToolContext()
  const labels = useLabels()
  const reasonId = useId()
  if (!isAsked(shown)) return null
  const reason = approvalOf(shown.part)?.requestReason
  // Isolated: a name in another script does not turn the question around.
  const question = labels.approvalAsked(`\u2068${nameOf(shown.part)}\u2069`)
  const own = {
    'data-part': 'tool-approval',
    role: 'group',
    'aria-label': question,
    'aria-describedby': reason === undefined || props.children !== undefined ? undefined : reasonId,
    children: (
      <>
        <p data-part="tool-question">{question}</p>
        {reason !== undefined && (
          <div id={reasonId} data-part="tool-reason">
            <ToolValue value={reason} />
          </div>
        )}
        <div data-part="tool-answers">
          <ToolApprove />
          <ToolDeny />
        </div>
      </>
    ),
  }
  return renderPart('div', props, own, undefined)
}

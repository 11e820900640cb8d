'use client'

import type { ReactNode } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useRun } from '../chat/useRun.ts'
import { useComposer } from '../composer/useComposer.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'

/** What the row tells. */
export interface StatusState {
  readonly face: 'failed' | 'reconnecting'
}

/**
 * One calm row for what is wrong, with what can be done about it. Renders one `<div>`, or nothing while all is
 * well. `data-face` is `failed` or `reconnecting`, `data-code` the code of the error.
 */
export function StatusRow(props: PartProps<'div', StatusState>): ReactNode {
  const chat = useChatContext()
  const run = useRun()
  const labels = useLabels()
  const { retry } = useComposer()
  if (run.status === 'reconnecting') {
    const own = {
      'data-part': 'status',
      'data-face': 'reconnecting',
      children: <p>{labels.reconnecting}</p>,
    }
    return renderPart('div', props, own, { face: 'reconnecting' })
  }
  if (run.status !== 'failed') return null
  const { code } = run.error
  const own = {
    'data-part': 'status',
    'data-face': 'failed',
    'data-code': code,
    children: (
      <>
        <p>{labels.errors[code] ?? labels.errors.unknown}</p>
        <button type="button" data-part="retry" onClick={retry}>
          {labels.retry}
        </button>
        <button type="button" data-part="dismiss" onClick={() => chat.clearError()}>
          {labels.dismiss}
        </button>
      </>
    ),
  }
  return renderPart('div', props, own, { face: 'failed' })
}

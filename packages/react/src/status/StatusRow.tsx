'use client'

import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useRetry } from '../composer/useRetry.ts'
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
  // The run of an answer that comes along well is another one with every token.
  const run = useStore(chat, ({ run }) =>
    run.status === 'failed' || run.status === 'reconnecting' ? run : undefined,
  )
  const labels = useLabels()
  const retry = useRetry()
  if (run === undefined) return null
  if (run.status === 'reconnecting') {
    const own = {
      'data-part': 'status',
      'data-face': 'reconnecting',
      children: <p>{labels.reconnecting}</p>,
    }
    return renderPart('div', props, own, { face: 'reconnecting' })
  }
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

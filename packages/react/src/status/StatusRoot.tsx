'use client'

import type { ReactNode } from 'react'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { StatusContext, type StatusState, useShownStatus } from './StatusContext.ts'
import { StatusDismiss } from './StatusDismiss.tsx'
import { StatusRetry } from './StatusRetry.tsx'
import { StatusText } from './StatusText.tsx'

/**
 * One calm row for what is wrong, with what can be done about it: its words and buttons unless it is given others.
 * Renders one `<div>`, or nothing while all is well. `data-face` is `failed` or `reconnecting`, `data-code` the code of
 * the error.
 */
export function StatusRoot(props: PartProps<'div', StatusState>): ReactNode {
  const status = useShownStatus()
  if (status === undefined) return null
  const own = {
    'data-part': 'status',
    'data-face': status.face,
    'data-code': status.face === 'failed' ? status.error.code : undefined,
    children: (
      <>
        <StatusText />
        <StatusRetry />
        <StatusDismiss />
      </>
    ),
  }
  return <StatusContext value={status}>{renderPart('div', props, own, status)}</StatusContext>
}

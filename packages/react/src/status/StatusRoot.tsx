'use client'

import { type Clock, systemClock } from '@millrace/protocol'
import { type ReactNode, useState } from 'react'
import { shallow } from 'zustand/shallow'
import { useChatContext } from '../chat/ChatContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { StatusContext, type StatusState } from './StatusContext.ts'
import { StatusCountdown } from './StatusCountdown.tsx'
import { StatusDismiss } from './StatusDismiss.tsx'
import { StatusExport } from './StatusExport.tsx'
import { StatusLink } from './StatusLink.tsx'
import { StatusRetry } from './StatusRetry.tsx'
import { StatusText } from './StatusText.tsx'
import { StatusTryNow } from './StatusTryNow.tsx'
import { useKeptFocus } from './useKeptFocus.ts'
import { faceOf, useStatus } from './useStatus.ts'

export type StatusRootProps = PartProps<'div', StatusState> & {
  /** That of the chat, where it has one of its own. Default: the real time. */
  readonly clock?: Clock | undefined
}

/**
 * One calm row for what there is to tell of the chat, one thing at a time, with what can be done about it: its words and
 * buttons unless it is given others. Renders one `<div>`, or nothing while all is well. `data-face` is `offline`,
 * `reconnecting`, `limited`, `quota`, `outage`, `failed`, `not-saved`, `slow`, `failed-over`, `cached` or `queued`;
 * `data-code` is the code of the error of `failed`. Renders again only when the face changes. When it goes with the focus
 * in it, that goes to the thread.
 */
export function StatusRoot({
  clock = systemClock,
  onFocus,
  onBlur,
  ...props
}: StatusRootProps): ReactNode {
  const chat = useChatContext()
  const status = useStatus()
  const [dismissed, setDismissed] = useState<StatusState>()
  const keeping = useKeptFocus('thread')
  const isDismissed = dismissed !== undefined && shallow(dismissed, status)
  // What comes again after something else is news.
  if (dismissed !== undefined && !isDismissed) setDismissed(undefined)
  if (status === undefined || isDismissed) return null
  const own = {
    'data-part': 'status',
    'data-face': status.face,
    'data-code': status.face === 'failed' ? status.error.code : undefined,
    onFocus: chain(onFocus, keeping.onFocus),
    onBlur: chain(onBlur, keeping.onBlur),
    children: (
      <>
        <StatusText />
        <StatusCountdown />
        <StatusLink />
        <StatusTryNow />
        <StatusExport />
        <StatusRetry />
        <StatusDismiss />
      </>
    ),
  }
  const shown = {
    status,
    clock,
    dismiss() {
      chat.clearError()
      // What is behind a failure was told with it.
      setDismissed(faceOf(chat.getState()))
    },
  }
  return <StatusContext value={shown}>{renderPart('div', props, own, status)}</StatusContext>
}

'use client'

import type { ReactNode } from 'react'
import { datesFor } from '../labels/datesFor.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useIsHydrated } from '../part/useIsHydrated.ts'
import { createdAtOf } from './createdAtOf.ts'
import { useMessageValue } from './MessageContext.ts'

export type MessageTimeProps = PartProps<'time'> & {
  /** By whose clock: `Europe/Berlin`. Default: the reader's own, which a server does not know. */
  readonly timeZone?: string | undefined
}

/**
 * When the message was written: `9:41 AM`, and its day for who points at it. From `metadata.millrace.timings.createdAt`.
 * Renders one `<time>`, or nothing where that is not known; on a server nothing, unless there is a `timeZone`.
 */
export function MessageTime({ timeZone, ...props }: MessageTimeProps): ReactNode {
  const { locale } = useLabels()
  const time = useMessageValue(createdAtOf)
  const isHydrated = useIsHydrated()
  if (time === undefined || (timeZone === undefined && !isHydrated)) return null
  const dates = datesFor(locale, timeZone)
  const own = {
    'data-part': 'message-time',
    dateTime: new Date(time).toISOString(),
    title: dates.moment(time),
    // Numbers come first: in a text of the other direction they would go last.
    dir: 'auto',
    // Of one moment, a server may write in slightly other words than a browser.
    suppressHydrationWarning: true,
    children: dates.time(time),
  }
  return renderPart('time', props, own, undefined)
}

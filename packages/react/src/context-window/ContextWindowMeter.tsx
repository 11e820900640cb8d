'use client'

import { type CSSProperties, type ReactNode, useId } from 'react'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { ContextWindowDetails } from './ContextWindowDetails.tsx'
import { ContextWindowTrigger } from './ContextWindowTrigger.tsx'
import { MeterContext } from './MeterContext.ts'
import { type ContextShare, useContextShare } from './useContextShare.ts'
import { useContextWindow } from './useContextWindow.ts'

/** What the meter shows. */
export interface ContextWindowMeterState {
  readonly level: ContextShare['level']
  /** Whether messages are no longer sent. */
  readonly leftOut: boolean
}

export type ContextWindowMeterProps = PartProps<'div', ContextWindowMeterState> & {
  /** From which level on it is there; `near` also once something was left out. Default `low`: always. */
  readonly from?: 'low' | 'near' | undefined
}

/**
 * How full the model's window is: a button with a ring, and the figures behind it. Renders one `<div>`, or
 * nothing before anything is known. `data-level` is `low`, `near` (from 70 %), `full` (from 95 %) or `unknown`
 * where no limit is known; `data-left-out` is present while messages are no longer sent. `--millrace-context-share`
 * goes from 0 to 1. Not a live region.
 */
export function ContextWindowMeter({ from = 'low', ...props }: ContextWindowMeterProps): ReactNode {
  const share = useContextShare()
  const leftOut = (useContextWindow()?.droppedMessages ?? 0) > 0
  const detailsId = useId()
  if (share === undefined) return null
  const { level } = share
  if (from === 'near' && !leftOut && level !== 'near' && level !== 'full') return null
  const own = {
    'data-part': 'context-window',
    'data-level': level,
    'data-left-out': leftOut ? '' : undefined,
    style: shareStyle(share),
    children: (
      <>
        <ContextWindowTrigger />
        <ContextWindowDetails />
      </>
    ),
  }
  return (
    <MeterContext value={{ share, detailsId }}>
      {renderPart('div', props, own, { level, leftOut })}
    </MeterContext>
  )
}

function shareStyle(shown: ContextShare): CSSProperties | undefined {
  if (shown.level === 'unknown') return undefined
  return { '--millrace-context-share': String(shown.share) } as CSSProperties
}

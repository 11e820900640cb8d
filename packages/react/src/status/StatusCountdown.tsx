'use client'

import { type ReactNode, useCallback, useSyncExternalStore } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { type StatusState, useStatusContext } from './StatusContext.ts'
import { secondsUntil, watchSeconds } from './secondsUntil.ts'

/**
 * How long until something can be asked again, second by second. Silent: the announcer says it when it begins and when it
 * is over. Renders one `<span role="timer">`, or nothing while nothing is counted down.
 */
export function StatusCountdown(props: PartProps<'span', StatusState>): ReactNode {
  const { status, clock } = useStatusContext()
  const labels = useLabels()
  const until = status.face === 'limited' ? status.until : undefined
  const watch = useCallback(
    (onSecond: () => void) =>
      until === undefined ? () => undefined : watchSeconds(until, clock, onSecond),
    [until, clock],
  )
  const now = (): number => (until === undefined ? 0 : secondsUntil(until, clock))
  const seconds = useSyncExternalStore(watch, now, now)
  if (seconds === 0) return null
  const own = {
    'data-part': 'status-countdown',
    role: 'timer',
    'aria-live': 'off',
    children: numbersFor(labels.locale).timeLeft(seconds),
  }
  return renderPart('span', props, own, status)
}

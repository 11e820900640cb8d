import { type RefObject, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import type { Answering } from '../useAnswering.ts'
import type { RehearsalState } from './createRehearsal.ts'
import { forgetRehearsal, rehearsal } from './rehearsal.ts'
import { allIsWell } from './scenarios.ts'

export interface RehearsalView {
  readonly state: RehearsalState
  readonly open: boolean
  readonly setOpen: (open: boolean) => void
  /** Closes the panel from within: the focus goes back to what opened it. */
  readonly leave: () => void
  readonly panelId: string
  readonly switchRef: RefObject<HTMLButtonElement | null>
}

/** The panel, open or not, and what it shows; undefined where there is no simulator to let fail. */
export function useRehearsal(answering: Answering): RehearsalView | undefined {
  const state = useSyncExternalStore(rehearsal.subscribe, rehearsal.getState)
  const [open, setOpen] = useState(false)
  const panelId = useId()
  const switchRef = useRef<HTMLButtonElement>(null)
  const known = answering.status === 'known'
  const simulated = known && answering.provider === 'simulator'
  const { scenario } = state.rehearsed ?? { scenario: allIsWell }
  const watched = simulated && (open || scenario !== allIsWell)

  useEffect(() => {
    if (!simulated) return known ? forgetRehearsal() : undefined
    const look = (): void => void rehearsal.look()
    look()
    // Another page chose.
    addEventListener('storage', look)
    return () => removeEventListener('storage', look)
  }, [simulated, known])

  useEffect(() => (watched ? rehearsal.watch() : undefined), [watched])

  function leave(): void {
    setOpen(false)
    switchRef.current?.focus()
  }

  return simulated ? { state, open, setOpen, leave, panelId, switchRef } : undefined
}

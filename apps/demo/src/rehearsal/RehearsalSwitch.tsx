import type { ReactNode } from 'react'
import { allIsWell } from './scenarios.ts'
import type { RehearsalView } from './useRehearsal.ts'
import { useSecondsLeft } from './useSecondsLeft.ts'

/** Opens the panel, and says what goes wrong on purpose while it is closed. */
export function RehearsalSwitch({ view }: { readonly view: RehearsalView }): ReactNode {
  const { state, open, setOpen, panelId, switchRef } = view
  const { rehearsed } = state
  const seconds = useSecondsLeft(rehearsed?.until)
  const isOn = rehearsed !== undefined && rehearsed.scenario !== allIsWell
  return (
    <div className="rehearsal-switch" data-on={isOn ? '' : undefined}>
      <button
        ref={switchRef}
        type="button"
        aria-expanded={open}
        aria-controls={open ? panelId : undefined}
        onClick={() => setOpen(!open)}
      >
        Rehearse an outage
      </button>
      {isOn ? (
        <span>
          {rehearsed.scenario?.name ?? 'Something of your own'}
          {rehearsed.until === undefined ? null : `, ${seconds} s`}
        </span>
      ) : null}
    </div>
  )
}

import { type ReactNode, useEffect, useId, useRef } from 'react'
import { CopyRun } from './CopyRun.tsx'
import type { Rehearsed } from './createRehearsal.ts'
import { rehearsal } from './rehearsal.ts'
import './rehearsal.css'
import type { Scenario } from './Scenario.ts'
import { allIsWell, scenarioGroups } from './scenarios.ts'
import { useSecondsLeft } from './useSecondsLeft.ts'
import type { RehearsalView } from './useRehearsal.ts'

/** Lets the simulator fail, one way at a time, and says what will be seen of it. */
export function RehearsalPanel({ view }: { readonly view: RehearsalView }): ReactNode {
  const { state, panelId, leave } = view
  const { rehearsed, problem } = state
  const titleId = useId()
  const ref = useRef<HTMLElement>(null)
  // It does not follow what has opened it.
  useEffect(() => ref.current?.focus(), [])
  return (
    <section ref={ref} id={panelId} className="rehearsal" aria-labelledby={titleId} tabIndex={-1}>
      <header>
        <h2 id={titleId}>Rehearse an outage</h2>
        <button type="button" onClick={leave}>
          Close
        </button>
      </header>
      <p>
        The simulator fails the way you choose, until you choose otherwise. Ask something, and see
        what your users would see.
      </p>
      {problem === undefined ? null : <p role="alert">{problem}</p>}
      <Now rehearsed={rehearsed} />
      <CopyRun />
      <Choice scenario={allIsWell} chosen={rehearsed?.scenario} />
      <div className="rehearsal-choices">
        {scenarioGroups.map(({ name, scenarios }) => (
          <fieldset key={name}>
            <legend>{name}</legend>
            {scenarios.map((scenario) => (
              <Choice key={scenario.id} scenario={scenario} chosen={rehearsed?.scenario} />
            ))}
          </fieldset>
        ))}
        <p className="rehearsal-note">
          After five failures in a row the route leaves the provider alone for 10 to 20 seconds,
          whatever is chosen next. The first question after that looks whether it is well.
        </p>
        <p className="rehearsal-note">
          A question that was answered before is answered from the cache in a new conversation, also
          during an outage.
        </p>
      </div>
    </section>
  )
}

/** How it stands. Said aloud when it changes; counts and seconds are only shown. */
function Now({ rehearsed }: { readonly rehearsed: Rehearsed | undefined }): ReactNode {
  const seconds = useSecondsLeft(rehearsed?.until)
  const { scenario = somethingElse } = rehearsed ?? { scenario: undefined }
  return (
    <section className="rehearsal-now" aria-label="Now" data-scenario={rehearsed && scenario.id}>
      <output>
        {rehearsed === undefined ? null : (
          <>
            <strong>{scenario.name}</strong>
            <span>{scenario.seen}</span>
          </>
        )}
      </output>
      {rehearsed?.until === undefined ? null : (
        <p role="timer">The provider is back in {seconds} s.</p>
      )}
      {rehearsed === undefined ? null : (
        <p className="rehearsal-count">
          Requests that reached the provider: <b>{rehearsed.requestsSince}</b> since then,{' '}
          {rehearsed.requests} in all.
        </p>
      )}
    </section>
  )
}

const somethingElse: Pick<Scenario, 'id' | 'name' | 'seen'> = {
  id: 'other',
  name: 'Something of your own',
  seen: 'Somebody set it at the control endpoint. Choose something here to end it.',
}

interface ChoiceProps {
  readonly scenario: Scenario
  readonly chosen: Scenario | undefined
}

function Choice({ scenario, chosen }: ChoiceProps): ReactNode {
  return (
    <button
      type="button"
      className="rehearsal-choice"
      aria-pressed={scenario === chosen}
      onClick={() => void rehearsal.choose(scenario)}
    >
      {scenario.name}
    </button>
  )
}

import { type Cancel, type Clock, systemClock } from '@millrace/protocol'
import type { Kept, KeptScenario } from './keptScenario.ts'
import { isSameTrouble, type Scenario } from './Scenario.ts'
import { allIsWell, scenarios } from './scenarios.ts'
import type { ProviderState, SimulatorControl } from './simulatorControl.ts'

/** What is rehearsed at the moment. */
export interface Rehearsed {
  /** Undefined for what somebody set at the control endpoint and is none of ours. */
  readonly scenario: Scenario | undefined
  /** When it ends by itself, in milliseconds since the epoch. */
  readonly until: number | undefined
  /** Requests that have reached the provider since the demo was started, and since the scenario was chosen here. */
  readonly requests: number
  readonly requestsSince: number
}

export interface RehearsalState {
  /** Undefined until the simulator was heard. */
  readonly rehearsed: Rehearsed | undefined
  /** Why it is not known, or was not changed. In words for the one who rehearses. */
  readonly problem: string | undefined
}

/** What goes wrong on purpose, as a store. */
export interface Rehearsal {
  readonly getState: () => RehearsalState
  readonly subscribe: (listener: () => void) => () => void
  /** Puts a scenario in place of the one there is. Resolves once it is so, or its failure is in the state. */
  readonly choose: (scenario: Scenario) => Promise<void>
  /** Looks how it stands, and ends what is to end by itself. */
  readonly look: () => Promise<void>
  /** Looks now and every two seconds. Returns what ends that. */
  readonly watch: () => Cancel
}

export interface RehearsalOptions {
  readonly control: SimulatorControl
  readonly kept: KeptScenario
  readonly clock?: Clock
}

const everyMs = 2000

/**
 * Knows what is rehearsed from the simulator, which holds it over a reload and for all pages, and from the browser,
 * which holds what the simulator cannot know: what goes wrong on the way to it, and when it is to end.
 */
export function createRehearsal({
  control,
  kept,
  clock = systemClock,
}: RehearsalOptions): Rehearsal {
  const listeners = new Set<() => void>()
  let state: RehearsalState = { rehearsed: undefined, problem: undefined }
  /** One after the other: what is chosen last is what is set. */
  let turn: Promise<void> = Promise.resolve()

  function show(next: RehearsalState): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return
    state = next
    for (const listener of listeners) listener()
  }

  function inTurn(work: () => Promise<ProviderState>): Promise<void> {
    turn = turn.then(async () => {
      try {
        const provider = await work()
        show({ rehearsed: rehearsedOf(provider, kept.read()), problem: undefined })
      } catch (thrown) {
        const problem = thrown instanceof Error ? thrown.message : String(thrown)
        show({ ...state, problem })
      }
    })
    return turn
  }

  async function set(scenario: Scenario): Promise<ProviderState> {
    const provider = await control.set(scenario.trouble)
    const { forMs } = scenario
    kept.write({
      id: scenario.id,
      until: forMs === undefined ? undefined : clock.now() + forMs,
      requestsBefore: countIn(provider),
    })
    return provider
  }

  async function look(): Promise<ProviderState> {
    const provider = await control.read()
    const { scenario, until } = rehearsedOf(provider, kept.read())
    // Another page may have ended it, or chosen something else, since this one looked last.
    const isOver = scenario !== undefined && until !== undefined && until <= clock.now()
    return isOver ? await set(allIsWell) : provider
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    choose: (scenario) => inTurn(() => set(scenario)),
    look: () => inTurn(look),
    watch() {
      let ended = false
      let cancel: Cancel = () => undefined
      async function again(): Promise<void> {
        await inTurn(look)
        if (ended) return
        const leftMs = (state.rehearsed?.until ?? Infinity) - clock.now()
        // What is over and could not be ended is tried again as often as all else.
        const afterMs = leftMs > 0 ? Math.min(everyMs, leftMs) : everyMs
        cancel = clock.schedule(() => void again(), afterMs)
      }
      void again()
      return () => {
        ended = true
        cancel()
      }
    },
  }
}

/** What the simulator and the browser together say. What the browser kept of something else says nothing. */
function rehearsedOf(provider: ProviderState, kept: Kept | undefined): Rehearsed {
  const likely = scenarios.filter(({ trouble }) => isSameTrouble(trouble, provider))
  const own = likely.find(({ id }) => id === kept?.id)
  // Of those that only differ in what the browser keeps, the one that keeps nothing.
  const other = likely.find(({ way, forMs }) => way === undefined && forMs === undefined)
  const requests = countIn(provider)
  const before = own === undefined ? undefined : kept?.requestsBefore
  return {
    scenario: own ?? other,
    until: own === undefined ? undefined : kept?.until,
    requests,
    requestsSince: requests - (before !== undefined && before <= requests ? before : 0),
  }
}

function countIn({ requestsByModel }: ProviderState): number {
  return Object.values(requestsByModel).reduce((sum, count) => sum + count, 0)
}

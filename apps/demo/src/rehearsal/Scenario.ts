import type { FaultPlans } from '@millrace/simulator'
import type { Way } from './rehearsedFetch.ts'

/** What goes wrong at the provider, as the simulator's control endpoint takes it. */
export interface ProviderTrouble {
  readonly outage: boolean | string
  readonly faults: FaultPlans
}

/** One thing that can be rehearsed. One at a time. */
export interface Scenario {
  readonly id: string
  readonly name: string
  /** What will be seen, and why. */
  readonly seen: string
  readonly trouble: ProviderTrouble
  /** What goes wrong between the page and its route. The provider is well then. */
  readonly way?: Way
  /** After how long it ends by itself, in milliseconds. */
  readonly forMs?: number
}

/** Nothing goes wrong. */
export const calm: ProviderTrouble = { outage: false, faults: {} }

/** Whether two troubles are the same, whatever the order of the models in them. */
export function isSameTrouble(one: ProviderTrouble, other: ProviderTrouble): boolean {
  return written(one) === written(other)
}

function written({ outage, faults }: ProviderTrouble): string {
  const plans = Object.entries(faults).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([outage, plans])
}

import type { SimulatorState } from '@millrace/simulator'
import type { ProviderTrouble } from './Scenario.ts'

/** What is read of the simulator's state. */
export type ProviderState = ProviderTrouble & Pick<SimulatorState, 'requestsByModel'>

/** The simulator's control endpoint. Both throw an `Error` in words for the one who rehearses. */
export interface SimulatorControl {
  read(): Promise<ProviderState>
  /** Puts this in place of whatever went wrong before. Counts go on. */
  set(trouble: ProviderTrouble): Promise<ProviderState>
}

/** @param fetch - Default: the browser's. */
export function simulatorControl(
  fetch: typeof globalThis.fetch = globalThis.fetch,
): SimulatorControl {
  async function call(init?: RequestInit): Promise<ProviderState> {
    let response: Response
    try {
      response = await fetch('/simulator/control', init)
    } catch (cause) {
      throw new Error('The simulator cannot be reached. Is the demo still running?', { cause })
    }
    if (!response.ok) throw new Error(wordsFor(response.status))
    const state = readState(await response.json().catch(() => undefined))
    if (state === undefined) throw new Error('The simulator answers what cannot be read.')
    return state
  }

  return {
    read: async () => await call(),
    set: async ({ outage, faults }) =>
      await call({
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ outage, faults }),
      }),
  }
}

function wordsFor(status: number): string {
  switch (status) {
    case 403:
      return 'The simulator can only be switched from the machine that it runs on.'
    case 404:
      return 'There is no simulator any more: a real provider answers.'
    default:
      return `The simulator refuses: it answers ${status}.`
  }
}

function readState(told: unknown): ProviderState | undefined {
  if (!isObject(told)) return undefined
  const { outage, faults, requestsByModel } = told
  if (typeof outage !== 'boolean' && typeof outage !== 'string') return undefined
  if (!isObject(faults) || !isObject(requestsByModel)) return undefined
  return {
    outage,
    faults: Object.fromEntries(Object.entries(faults).filter(isPlan)),
    requestsByModel: Object.fromEntries(Object.entries(requestsByModel).filter(isCount)),
  }
}

function isPlan(entry: [string, unknown]): entry is [string, string | readonly string[]] {
  const [, plan] = entry
  return (
    typeof plan === 'string' ||
    (Array.isArray(plan) && plan.every((step) => typeof step === 'string'))
  )
}

function isCount(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number' && entry[1] >= 0
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import type { FaultPlans } from './createFaultState.ts'

/** What goes wrong by itself, and what has happened so far. */
export interface SimulatorState {
  /** Whether, or with which faults, everything fails. */
  readonly outage: boolean | string
  /** What is to come, by model; steps that were taken are gone. */
  readonly faults: FaultPlans
  /** Requests for an answer so far, by model; those that failed are among them. */
  readonly requestsByModel: Readonly<Record<string, number>>
  /** Requests under way, streamed or not. */
  readonly openStreams: number
  /** Prompts refused because they did not fit a window, a pretended one included. */
  readonly rejectedForLength: number
}

import { invalidRequest } from '../errors/ApiError.ts'
import type { Faults } from '../faults/Faults.ts'
import { parseFaults } from '../faults/parseFaults.ts'
import { type FaultPlan, parsePlan, type Steps, takeStep, writePlan } from './FaultPlan.ts'

/** Plans by model; `*` is for models without one of their own. */
export type FaultPlans = Readonly<Record<string, FaultPlan>>

/** What is to change, not yet checked as to what it says. */
export interface FaultChanges {
  readonly outage?: boolean | string
  /** In place of all plans there were. */
  readonly faults?: Readonly<Record<string, unknown>>
}

/** Faults that nobody named with a request. */
export interface FaultState {
  /** Whether everything fails, and with which faults if not as usual. */
  readonly outage: boolean | string
  /** What every request meets during an outage. */
  readonly outageFaults: Faults | undefined
  /** What is to come, by model; steps that were taken are gone. */
  readonly faults: FaultPlans
  /** @throws {ApiError} 400 if a model or a fault is not known; nothing has changed then. */
  readonly change: (changes: FaultChanges) => void
  /** The next request's faults for a model. Uses up a step of its plan. */
  readonly take: (model: string) => Faults | undefined
}

/** Whose plan it is for models without one of their own. */
const anyModel = '*'

/** What an outage is when nothing else is said. */
const usualOutage = '503'

/** Makes a state in which nothing goes wrong. */
export function createFaultState(isKnown: (model: string) => boolean): FaultState {
  let outage: boolean | string = false
  let outageFaults: Faults | undefined
  let stepsByModel: ReadonlyMap<string, Steps> = new Map()

  function parsePlans(plans: Readonly<Record<string, unknown>>): ReadonlyMap<string, Steps> {
    return new Map(
      Object.entries(plans).map(([model, plan]) => {
        if (model === anyModel || isKnown(model)) return [model, parsePlan(plan)]
        throw invalidRequest(
          `There is no model ${JSON.stringify(model.slice(0, 128))} to go wrong: name one that GET /models lists, or "${anyModel}" for all.`,
          'faults',
        )
      }),
    )
  }

  return {
    get outage() {
      return outage
    },
    get outageFaults() {
      return outageFaults
    },
    get faults() {
      return Object.fromEntries(
        [...stepsByModel].map(([model, steps]) => [model, writePlan(steps)]),
      )
    },
    change({ outage: nextOutage = outage, faults }) {
      const nextFaults = parseOutage(nextOutage)
      if (faults !== undefined) stepsByModel = parsePlans(faults)
      outage = nextOutage
      outageFaults = nextFaults
    },
    take(model) {
      const name = stepsByModel.has(model) ? model : anyModel
      const steps = stepsByModel.get(name)
      if (steps === undefined) return undefined
      const { faults, rest } = takeStep(steps)
      const next = new Map(stepsByModel)
      if (rest === undefined) next.delete(name)
      else next.set(name, rest)
      stepsByModel = next
      return faults
    },
  }
}

function parseOutage(outage: boolean | string): Faults | undefined {
  if (outage === false) return undefined
  return parseFaults(outage === true ? usualOutage : outage)
}

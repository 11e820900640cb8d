import { invalidRequest } from '../errors/ApiError.ts'
import type { Faults } from '../faults/Faults.ts'
import { parseFaults } from '../faults/parseFaults.ts'

/**
 * Faults for requests to come. A text is for all of them, or for the next three: `503*3`. A list is
 * gone through, a request taking one step, or as many as it says: `['503*2', 'none', 'cut@300']`.
 */
export type FaultPlan = string | readonly string[]

/** What is still to come of a plan: steps, the last of which may be for ever. Never empty. */
export type Steps = readonly [Step, ...Step[]]

interface Step {
  readonly text: string
  readonly faults: Faults
  /** Requests to come; Infinity for all of them. */
  readonly times: number
}

const mostSteps = 1000

/**
 * Reads a plan.
 * @throws {ApiError} 400 if it is none.
 */
export function parsePlan(plan: unknown): Steps {
  if (typeof plan === 'string') return [parseStep(plan, Infinity)]
  if (Array.isArray(plan) && plan.length <= mostSteps) {
    const [first, ...others] = plan.map((text: unknown) => parseStep(text, 1))
    if (first !== undefined) return [first, ...others]
  }
  throw invalidRequest(
    `A plan is a fault such as "503" for all requests, or a list of 1 to ${mostSteps} such as ["503*2", "none"].`,
  )
}

function parseStep(text: unknown, usualTimes: number): Step {
  if (typeof text !== 'string') throw invalidRequest('A step of a plan is a text such as "503*2".')
  const [, name = text, times] = /^(.*)\*([1-9]\d{0,8})$/.exec(text) ?? []
  return {
    text: name,
    faults: parseFaults(name),
    times: times === undefined ? usualTimes : Number(times),
  }
}

/** The next request's faults, and what is to come after it; undefined when the plan is used up. */
export function takeStep([first, ...others]: Steps): {
  readonly faults: Faults
  readonly rest: Steps | undefined
} {
  const { faults } = first
  if (first.times > 1) return { faults, rest: [{ ...first, times: first.times - 1 }, ...others] }
  const [next, ...later] = others
  return { faults, rest: next && [next, ...later] }
}

/** Writes down what is to come, as it can be read again. */
export function writePlan(steps: Steps): FaultPlan {
  const [first] = steps
  if (first.times === Infinity) return first.text
  return steps.map(({ text, times }) => (times === 1 ? text : `${text}*${times}`))
}

import { type Known, missing, type Step } from './Ledger.ts'
import type { Changed } from './Records.ts'

/** A part of a step that says what it needs to know as it goes: keys out, what is known in. */
export type Part<Result> = Generator<readonly string[], Result, Known>

/** A step from what it does. It begins anew whenever more is known, so it is pure. */
export function planned<Result>(plan: () => Part<Changed<Result>>): Step<Result> {
  return (known) => {
    const steps = plan()
    let next = steps.next()
    while (next.done !== true) {
      const needs = missing(known, next.value)
      if (needs !== undefined) return needs
      next = steps.next(known)
    }
    return next.value
  }
}

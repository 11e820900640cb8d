import { randomId } from '@millrace/protocol'
import type { History } from '../history/History.ts'
import type { Rule } from './history/Rule.ts'
import { contentRules } from './history/contentRules.ts'
import { listRules } from './history/listRules.ts'
import { ownerRules } from './history/ownerRules.ts'
import { pageRules } from './history/pageRules.ts'
import { removeRules } from './history/removeRules.ts'
import { saveRules } from './history/saveRules.ts'
import { updateRules } from './history/updateRules.ts'

/** One thing that a history must do. */
export interface HistoryCase {
  /** What it does, as the name of a test. */
  readonly name: string
  /** Rejects where it does not, with a sentence that says what was expected and what came. */
  readonly run: () => Promise<void>
}

/**
 * All that the route asks of a `History`, as cases for any test runner:
 *
 * ```ts
 * for (const { name, run } of historyContract(() => history)) test(name, run)
 * ```
 *
 * What it stores are JSON values. Text comes back to the letter; only NUL and halves of surrogate pairs, which some
 * databases cannot store, may come back replaced or not at all. Each case waits a few milliseconds at most, by the
 * real clock: not under fake timers.
 * @param make - Gives the history of one case. It may be the same one every time and need not be empty: users and
 *   conversations get new names in each case. Nothing is removed but what a case has made, and nothing is closed. Of one
 *   without `update` or `remove` the cases about these say nothing.
 */
export function historyContract(make: () => History | Promise<History>): readonly HistoryCase[] {
  return rules.map(({ name, check }) => ({
    name,
    // Shortened: in the name of a tenant it has to leave room for more.
    run: async () => check(await make(), randomId().slice(0, 16)),
  }))
}

const rules: readonly Rule[] = [
  ...contentRules,
  ...saveRules,
  ...pageRules,
  ...ownerRules,
  ...listRules,
  ...updateRules,
  ...removeRules,
]

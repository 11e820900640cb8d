import { createRehearsal, type Rehearsal } from './createRehearsal.ts'
import { keptScenario } from './keptScenario.ts'
import { rehearsedFetch } from './rehearsedFetch.ts'
import { scenarios } from './scenarios.ts'
import { simulatorControl } from './simulatorControl.ts'

const kept = keptScenario()

/** What goes wrong on purpose in this demo. */
export const rehearsal: Rehearsal = createRehearsal({ control: simulatorControl(), kept })

/** How the chat reaches its route. The panel and its control endpoint go a way of their own. */
export const routeFetch: typeof fetch = rehearsedFetch(
  () => scenarios.find(({ id }) => id === kept.read()?.id)?.way,
)

/** Where a real provider answers nothing is rehearsed, whatever was before. */
export function forgetRehearsal(): void {
  kept.write(undefined)
}

import type { Exchange } from '../api/Exchange.ts'
import type { Service } from '../api/Service.ts'
import { hashText } from '../random/hashText.ts'
import { seededRandom } from '../random/seededRandom.ts'
import { createPace, type Pace } from './createPace.ts'

/** How fast one request is answered: the same for the same body, with the waits that faults want. */
export function paceOf(
  { body, faults: { tokenMs, firstTokenMs = tokenMs } }: Pick<Exchange, 'body' | 'faults'>,
  { pacing, seed }: Pick<Service, 'pacing' | 'seed'>,
): Pace {
  const pace = createPace(pacing, seededRandom(seed ^ hashText(body)))
  return {
    firstTokenMs: firstTokenMs === undefined ? pace.firstTokenMs : () => firstTokenMs,
    tokenMs: tokenMs === undefined ? pace.tokenMs : () => tokenMs,
  }
}

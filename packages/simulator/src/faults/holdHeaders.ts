import type { Clock } from '../clock/systemClock.ts'
import type { Faults } from './Faults.ts'

/** Waits as long as the headers have to. Ends with the signal. */
export async function holdHeaders(
  { headersMs = 0 }: Faults,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (headersMs > 0) await clock.wait(headersMs, signal)
}

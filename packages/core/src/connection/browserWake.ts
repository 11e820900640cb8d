import { type Clock, systemClock } from '@millrace/protocol'
import type { WakeSource } from './WakeSource.ts'

/** How often it is looked whether the machine has slept, and from how much more time on it has, in milliseconds. */
const lookMs = 5000
const sleptMs = 15_000

/**
 * The browser's `online` event, the page becoming visible, and more time gone than a timer can be late: the machine has
 * slept (T-44). Hints only: `navigator.onLine` is never asked, since it says true without internet (T-43). Outside a
 * browser nothing ever wakes.
 */
export function browserWake(clock: Clock = systemClock): WakeSource {
  return {
    onWake(listener) {
      if (typeof window === 'undefined') return () => undefined
      const onVisibility = (): void => {
        if (document.visibilityState === 'visible') listener()
      }
      let lookedAt = clock.now()
      function look(): void {
        const now = clock.now()
        // A hidden page looks once a minute only; that it woke where it has not costs a look at the connection.
        if (now - lookedAt > lookMs + sleptMs) listener()
        lookedAt = now
        cancelLook = clock.schedule(look, lookMs)
      }
      let cancelLook = clock.schedule(look, lookMs)
      window.addEventListener('online', listener)
      document.addEventListener('visibilitychange', onVisibility)
      return () => {
        cancelLook()
        window.removeEventListener('online', listener)
        document.removeEventListener('visibilitychange', onVisibility)
      }
    },
  }
}

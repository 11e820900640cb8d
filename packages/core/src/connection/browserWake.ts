import type { WakeSource } from './WakeSource.ts'

/**
 * The browser's `online` event and the page becoming visible. Hints only: `navigator.onLine` is never
 * asked, since it says true without internet (T-43). Outside a browser nothing ever wakes.
 */
export function browserWake(): WakeSource {
  return {
    onWake(listener) {
      if (typeof window === 'undefined') return () => undefined
      const onVisibility = (): void => {
        if (document.visibilityState === 'visible') listener()
      }
      window.addEventListener('online', listener)
      document.addEventListener('visibilitychange', onVisibility)
      return () => {
        window.removeEventListener('online', listener)
        document.removeEventListener('visibilitychange', onVisibility)
      }
    },
  }
}

import type { Cancel, Clock } from '@millrace/protocol'

/** Whole seconds until a moment, begun ones counted; 0 once it is there. */
export function secondsUntil(until: number, clock: Clock): number {
  return Math.max(0, Math.ceil((until - clock.now()) / 1000))
}

/** Calls back at every second until a moment, and at it. One timer at a time, and none while nobody sees the page. */
export function watchSeconds(until: number, clock: Clock, onSecond: () => void): Cancel {
  let cancel: Cancel | undefined

  function wait(): void {
    const leftMs = until - clock.now()
    if (leftMs > 0 && !document.hidden) cancel = clock.schedule(tick, leftMs % 1000 || 1000)
  }

  function tick(): void {
    onSecond()
    wait()
  }

  function onVisibility(): void {
    cancel?.()
    tick()
  }

  document.addEventListener('visibilitychange', onVisibility)
  wait()
  return () => {
    cancel?.()
    document.removeEventListener('visibilitychange', onVisibility)
  }
}

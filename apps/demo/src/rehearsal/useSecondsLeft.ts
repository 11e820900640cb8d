import { useEffect, useState } from 'react'

/** Whole seconds until a moment, in milliseconds since the epoch; 0 once it is there, or where there is none. */
export function useSecondsLeft(until: number | undefined): number {
  const [now, setNow] = useState(() => Date.now())

  useEffect(() => {
    if (until === undefined) return undefined
    const look = (): void => setNow(Date.now())
    look()
    const timer = setInterval(look, 250)
    return () => clearInterval(timer)
  }, [until])

  return until === undefined ? 0 : Math.max(0, Math.ceil((until - now) / 1000))
}

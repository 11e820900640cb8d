import {
  type Backoff,
  type Cancel,
  type Clock,
  fullJitterMs,
  type Random,
} from '@millrace/protocol'
import type { WakeSource } from './WakeSource.ts'

export interface ReturnOptions {
  readonly clock: Clock
  readonly random: Random
  readonly wake: WakeSource
  /** One small request. Resolves to whether the server was reached, whatever it said; never rejects. */
  readonly probe: (signal: AbortSignal) => Promise<boolean>
  /** Whether a probe is under way. */
  readonly onTry: (trying: boolean) => void
  /** The server was reached. Nothing is tried any more. */
  readonly onBack: () => void
}

/** Looks for a server that could not be reached, until it is back. */
export interface Return {
  /** Begins to look, by and by with full jitter, and at every wake. Does nothing while it looks. */
  start(): void
  /** Looks now. Does nothing where nothing is looked for. */
  tryNow(): void
  stop(): void
}

const tries: Backoff = { baseMs: 1000, capMs: 30_000 }

export function createReturn({ clock, random, wake, probe, onTry, onBack }: ReturnOptions): Return {
  let attempt = 0
  let cancelWait: Cancel | undefined
  let stopListening: Cancel | undefined
  let looking: AbortController | undefined

  function plan(): void {
    cancelWait = clock.schedule(() => void look(), fullJitterMs(++attempt, tries, random))
  }

  async function look(): Promise<void> {
    if (stopListening === undefined || looking !== undefined) return
    cancelWait?.()
    const own = new AbortController()
    looking = own
    onTry(true)
    const reached = await probe(own.signal)
    if (looking !== own) return
    looking = undefined
    if (reached) {
      stop()
      return onBack()
    }
    onTry(false)
    plan()
  }

  function stop(): void {
    cancelWait?.()
    stopListening?.()
    stopListening = undefined
    looking?.abort()
    looking = undefined
    attempt = 0
  }

  return {
    start() {
      if (stopListening !== undefined) return
      stopListening = wake.onWake(() => void look())
      plan()
    },
    tryNow: () => void look(),
    stop,
  }
}

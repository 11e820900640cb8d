import type { Cancel, Clock } from '@millrace/protocol'

/** How long nothing may be said before something is said about it, in milliseconds. */
export interface PatienceOptions {
  /** Nothing at all is shown for so long: most of what goes wrong is over by then. Default 5,000. */
  readonly quietMs?: number
  /** Then, that it takes longer than usual: before any claim of failure. Default 15,000. */
  readonly slowMs?: number
}

/**
 * How the reader's patience is used: `fresh` while all goes well or for the first moments, `strained` once what is wrong
 * may be told, `slow` when nothing has come for long.
 */
export type Patience = 'fresh' | 'strained' | 'slow'

export interface PatienceTimer {
  /** Something is awaited from now on; or something came, and more is awaited. */
  begin(): void
  /** Nothing is awaited any more. */
  end(): void
}

/** Tells how long nothing has come. A timer runs only while something is awaited, and one for many beginnings. */
export function createPatience(
  clock: Clock,
  { quietMs = 5000, slowMs = 15_000 }: PatienceOptions,
  onChange: (patience: Patience) => void,
): PatienceTimer {
  let patience: Patience = 'fresh'
  let since: number | undefined
  let cancel: Cancel | undefined

  function become(next: Patience): void {
    if (next === patience) return
    patience = next
    onChange(next)
  }

  function look(): void {
    cancel = undefined
    if (since === undefined) return
    const waited = clock.now() - since
    // A clock that was set back has not waited at all.
    if (waited < 0) since = clock.now()
    become(waited >= slowMs ? 'slow' : waited >= quietMs ? 'strained' : 'fresh')
    const next = waited < quietMs ? quietMs : slowMs
    if (waited < slowMs) cancel = clock.schedule(look, next - Math.max(0, waited))
  }

  return {
    begin() {
      since = clock.now()
      if (patience !== 'fresh') {
        // What is planned is planned for later.
        cancel?.()
        cancel = undefined
      }
      become('fresh')
      cancel ??= clock.schedule(look, Math.min(quietMs, slowMs))
    },
    end() {
      since = undefined
      cancel?.()
      cancel = undefined
      become('fresh')
    },
  }
}

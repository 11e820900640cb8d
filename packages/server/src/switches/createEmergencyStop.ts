import { type Cancel, ChatError, type Clock } from '@millrace/protocol'
import { goingOn, type SwitchState, type SwitchStore } from './SwitchStore.ts'

/** Ends everything, everywhere, until somebody starts it again. */
export interface EmergencyStop {
  /**
   * What is known, at once. At most `everyMs` and one read of the store old while answers run; else as old as what was
   * asked last: new questions ask `check`.
   */
  readonly state: SwitchState
  /** What holds now: the store is asked where what is known is older than `everyMs`. When it fails, what was known last. */
  check(): Promise<SwitchState>
  /** An answer runs: the store is watched until all that run have called what this returns. */
  watch(): Cancel
  /**
   * Stops, here at once and wherever the store is watched within a second.
   * @param by - Who did, for whoever asks later.
   * @throws {ChatError} `unavailable` when the others could not be told: it is stopped here all the same, and they are
   *   told as soon as the store answers.
   */
  stopAll(reason: string, by?: string): Promise<void>
  /** @throws {ChatError} as `stopAll`. */
  startAgain(): Promise<void>
  /** Whether the stop outlives the process. */
  readonly survivesRestart: boolean
  /** `failing`: others are not heard of. */
  readonly status: 'ok' | 'failing'
}

export interface EmergencyStopOptions {
  /** How old what is known may become, in milliseconds. Default 500: with a read of the store it is seen within a second. */
  readonly everyMs?: number
  /** It was stopped, or started again: here, or by another node. */
  readonly onChange?: (state: SwitchState) => void
}

/** Starts nothing: the store is asked once somebody asks, and watched while answers run. */
export function createEmergencyStop(
  store: SwitchStore,
  clock: Clock,
  { everyMs = 500, onChange }: EmergencyStopOptions = {},
): EmergencyStop {
  let state: SwitchState = goingOn
  let status: 'ok' | 'failing' = 'ok'
  /** When the store was last asked. */
  let askedAt = -Infinity
  let asking: Promise<void> | undefined
  /** What was set here, and the store does not know yet. */
  let untold: SwitchState | undefined
  /** How often it was set here: what was read before is old then. */
  let settings = 0
  let watching = 0
  let cancel: Cancel | undefined

  function become(to: SwitchState): void {
    if (isSame(to, state)) return
    state = to
    onChange?.(to)
  }

  async function ask(): Promise<void> {
    askedAt = clock.now()
    const before = settings
    try {
      if (untold === undefined) {
        const read = await store.read()
        if (before === settings) become(read)
      } else {
        await store.set(untold)
        if (before === settings) untold = undefined
      }
      status = 'ok'
    } catch {
      status = 'failing'
    }
  }

  function refresh(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = undefined
      lookAgain()
    })
    return asking
  }

  /** Only while something runs that has to be ended, or others have to be told. */
  function lookAgain(): void {
    if (cancel !== undefined || (watching === 0 && untold === undefined)) return
    const look = (): void => {
      cancel = undefined
      void refresh()
    }
    cancel = clock.schedule(look, Math.max(0, askedAt + everyMs - clock.now()))
  }

  function isOld(): boolean {
    // A clock that was set back does not make it newer.
    return Math.abs(clock.now() - askedAt) >= everyMs
  }

  async function set(to: SwitchState): Promise<void> {
    settings++
    const setting = settings
    untold = to
    become(to)
    try {
      await store.set(to)
      if (setting === settings) untold = undefined
      status = 'ok'
    } catch (cause) {
      status = 'failing'
      lookAgain()
      throw new ChatError('unavailable', notTold(to), { retryable: true, cause })
    }
  }

  return {
    get state() {
      if (isOld()) void refresh()
      return state
    },
    async check() {
      if (isOld() || asking !== undefined) await refresh()
      return state
    },
    watch() {
      watching++
      lookAgain()
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        watching--
        if (watching > 0 || untold !== undefined) return
        cancel?.()
        cancel = undefined
      }
    },
    stopAll: (reason, by) => set({ stopped: true, reason, since: clock.now(), by }),
    startAgain: () => set(goingOn),
    survivesRestart: store.survivesRestart,
    get status() {
      return status
    },
  }
}

function isSame(one: SwitchState, other: SwitchState): boolean {
  if (!one.stopped || !other.stopped) return one.stopped === other.stopped
  return one.since === other.since && one.reason === other.reason && one.by === other.by
}

function notTold({ stopped }: SwitchState): string {
  const done = stopped ? 'Stopped' : 'Started again'
  return `${done} here. The other nodes are told as soon as the store answers.`
}

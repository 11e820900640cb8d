import { type Cancel, type Clock, type NewId, type Random, wait } from '@millrace/protocol'
import type { Records } from '../persistence/Records.ts'
import { type Lease, leaseMs, leaseRecord, type LeaseRecord } from './leaseRecord.ts'

export interface LeaseOptions {
  /** Whoever has the lease of this name has it alone. Its record is `lease:{name}`. */
  readonly name: string
  readonly records: Records
  readonly clock: Clock
  readonly newId: NewId
  readonly random: Random
}

/** The holder takes its lease for ended so much before anybody else may, in milliseconds. */
const earlyMs = 500
/** How long it is waited until the next look, in milliseconds: at least this, at most twice that. */
const pollMs = 250

/**
 * Does the work while it has the lease, which is renewed until the work has settled. The signal of the work aborts when
 * the lease has gone to somebody else or could not be renewed in time, and when `signal` aborts. Rejects as the work
 * does; before that with the reason of `signal`, and with what `records` rejects with.
 */
export async function holdLease<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  options: LeaseOptions,
  signal?: AbortSignal,
): Promise<Result> {
  signal?.throwIfAborted()
  const { name, newId, clock } = options
  const record = leaseRecord(name, newId(), options)
  // One that cannot be given back runs out.
  const giveBack = (): Promise<void> => record.giveBack().catch(() => undefined)
  const taking = takeInTurn(record, options, signal)
  const term = await orAborted(taking, signal).catch((cause: unknown) => {
    // A step that is on its way may still take it.
    void taking.then(({ cancelEnd }) => cancelEnd()).then(giveBack, giveBack)
    throw cause
  })
  const { lost } = term
  const stop = keepRenewing(record, term, clock)
  try {
    return await work(signal === undefined ? lost.signal : AbortSignal.any([lost.signal, signal]))
  } finally {
    stop()
    await giveBack()
  }
}

/** The time that a lease was given for, as its holder counts it. */
interface Term {
  /** Aborts at its end. */
  readonly lost: AbortController
  /** It does not end by time. */
  readonly cancelEnd: Cancel
}

/** A term counts from before it is asked for: whoever finds it written sees it end later than its holder does. */
function startTerm(clock: Clock, lost: AbortController): Term {
  return { lost, cancelEnd: clock.schedule(() => lose(lost), leaseMs - earlyMs) }
}

function lose(lost: AbortController): void {
  lost.abort(new DOMException('The lock may be another tab’s now.', 'AbortError'))
}

/**
 * Looks until the lease is free. One that had run out before the first look is free by the clock. One that had not is
 * watched, and free when nobody has renewed it for its length: waits are counted for that and no clock is asked, for it
 * may jump, or have been wrong when the lease was written (T-42).
 */
async function takeInTurn(
  record: LeaseRecord,
  { clock, random }: LeaseOptions,
  signal: AbortSignal | undefined,
): Promise<Term> {
  let watched: Lease | undefined
  let watchedMs = 0
  const isFree = (lease: Lease | undefined): boolean => {
    if (lease === undefined || record.isOurs(lease)) return true
    if (watched === undefined) return lease.until < clock.now()
    return isSame(lease, watched) && watchedMs > leaseMs
  }
  for (;;) {
    const term = startTerm(clock, new AbortController())
    const look = await record.take(isFree).catch((cause: unknown) => {
      term.cancelEnd()
      throw cause
    })
    if (look.ours && !term.lost.signal.aborted) return term
    term.cancelEnd()
    signal?.throwIfAborted()
    // The step took so long that what it gave has ended: once more.
    if (look.ours) continue
    if (!isSame(look.lease, watched)) {
      watched = look.lease
      watchedMs = 0
    }
    const delayMs = pollMs * (1 + random())
    await wait(clock, delayMs, signal)
    watchedMs += delayMs
  }
}

function isSame(a: Lease | undefined, b: Lease | undefined): boolean {
  return a?.holder === b?.holder && a?.until === b?.until
}

/** Renews every third of its length, until what is returned is called or the lease is lost. */
function keepRenewing(record: LeaseRecord, { lost, cancelEnd }: Term, clock: Clock): Cancel {
  let stopped = false
  let cancelRenewal = later()
  lost.signal.addEventListener('abort', stop, { once: true })

  function later(): Cancel {
    return clock.schedule(() => void renew(), leaseMs / 3)
  }

  async function renew(): Promise<void> {
    const next = startTerm(clock, lost)
    // One that fails is tried again, as long as the term lasts.
    const look = await record.take(record.isOurs).catch(() => undefined)
    if (stopped || look?.ours !== true) next.cancelEnd()
    if (stopped) return
    if (look?.ours === false) {
      lose(lost)
      return
    }
    if (look?.ours === true) {
      cancelEnd()
      cancelEnd = next.cancelEnd
    }
    cancelRenewal = later()
  }

  function stop(): void {
    stopped = true
    cancelRenewal()
    cancelEnd()
  }
  return stop
}

/** Ends at once when the signal aborts, with its reason. */
function orAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

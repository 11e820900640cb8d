import { type Cancel, type Clock, factsOf, type Message, type Random } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import { type ConnectionState, online } from '../connection/ConnectionState.ts'
import { createPatience, type PatienceOptions } from '../connection/createPatience.ts'
import { createReturn } from '../connection/createReturn.ts'
import { type Met, type ServiceState, serviceAfter } from '../connection/ServiceState.ts'
import type { WakeSource } from '../connection/WakeSource.ts'
import type { ChatState } from './ChatState.ts'
import { isDisconnect } from './closeMessage.ts'
import { readNotice } from './readNotice.ts'
import type { Outcome } from './startRun.ts'

export interface WaysOptions<M extends Message> {
  readonly store: StoreApi<ChatState<M>>
  readonly clock: Clock
  readonly random: Random
  readonly wake: WakeSource
  readonly patience: PatienceOptions | undefined
  /** One small request that asks for nothing. Resolves to whether the server was reached; never rejects. */
  readonly probe: (signal: AbortSignal) => Promise<boolean>
  /** The server is reached again. */
  readonly onBack: () => void
}

/** What the state says of the way to the server and of its service, from what became of requests. */
export interface Ways<M extends Message> {
  /** A request goes out. */
  begun(): void
  /** The server answered, whatever it said. */
  reached(): void
  /** Something of an answer came. */
  came(): void
  reconnecting(attempt: number, retryAt: number): void
  /** A run is over. */
  ended(outcome: Outcome, message: M | undefined): void
  tryNow(): void
  /** Nobody looks any more: nothing is tried until something is asked. */
  rest(): void
  /** Somebody looks again. */
  wake(): void
}

/** A timer that is set for longer goes off at once. */
const longestTimerMs = 2 ** 31 - 1

export function createWays<M extends Message>(options: WaysOptions<M>): Ways<M> {
  const { store, clock } = options
  const patience = createPatience(clock, options.patience ?? {}, (now) =>
    store.setState({ patience: now }),
  )
  /** Since when it cannot be reached; what the face of the connection is meanwhile changes. */
  let lostAt: number | undefined
  let begunAt = clock.now()
  /** Whether somebody looks. */
  let isAwake = false
  let cancelLimit: Cancel | undefined
  const back = createReturn({
    ...options,
    onTry: (trying) => connect(trying ? connecting() : offline()),
    onBack() {
      reached()
      options.onBack()
    },
  })

  function offline(): ConnectionState {
    lostAt ??= clock.now()
    return { status: 'offline', since: lostAt }
  }

  function connecting(): ConnectionState {
    lostAt ??= clock.now()
    return { status: 'connecting', since: lostAt }
  }

  function connect(connection: ConnectionState): void {
    if (store.getState().connection !== connection) store.setState({ connection })
  }

  function reached(): void {
    lostAt = undefined
    back.stop()
    connect(online)
  }

  function lost(): void {
    connect(offline())
    if (isAwake) back.start()
  }

  function serve(service: ServiceState): void {
    if (store.getState().service === service) return
    cancelLimit?.()
    cancelLimit = undefined
    store.setState({ service })
    if (service.status === 'limited') countDown(service.until)
  }

  function countDown(until: number): void {
    const leftMs = until - clock.now()
    if (leftMs <= 0) return serve({ status: 'ok' })
    cancelLimit = clock.schedule(() => countDown(until), Math.min(leftMs, longestTimerMs))
  }

  function metBy(outcome: Outcome, message: M | undefined): Met | undefined {
    if (outcome.status === 'failed') return { how: 'failed', error: outcome.error }
    if (outcome.status !== 'complete' || message === undefined) return undefined
    const { canned } = factsOf(message)
    if (typeof canned !== 'string') return { how: 'answered' }
    const notices = store.getState().notices.map(readNotice)
    const limited = notices.findLast((notice) => notice?.kind === 'limited')
    const quota = notices.findLast((notice) => notice?.kind === 'quota')
    return {
      how: 'canned',
      reason: canned,
      until: ours(limited?.until, message),
      scope: quota?.scope,
    }
  }

  /** A time by the server's clock, by this device's: they met when the answer began (T-42). */
  function ours(time: number | undefined, message: M): number | undefined {
    if (time === undefined) return undefined
    const theirs = factsOf(message).timings?.createdAt
    return typeof theirs === 'number' ? begunAt + time - theirs : time
  }

  return {
    begun() {
      begunAt = clock.now()
      patience.begin()
      if (lostAt !== undefined) {
        back.stop()
        connect(connecting())
      }
    },
    reached,
    came: () => patience.begin(),
    reconnecting(attempt, retryAt) {
      lostAt ??= clock.now()
      connect({ status: 'reconnecting', attempt, retryAt, since: lostAt })
    },
    ended(outcome, message) {
      patience.end()
      const { status } = outcome
      const broke = status === 'failed' && isDisconnect(outcome.error)
      if (status === 'lost' || (broke && outcome.error.code === 'network')) lost()
      else if (lostAt !== undefined && (broke || status === 'stopped')) lost()
      else if (status !== 'stopped' && status !== 'detached') reached()
      const met = metBy(outcome, message)
      if (met !== undefined) serve(serviceAfter(store.getState().service, met, clock.now()))
    },
    tryNow: () => back.tryNow(),
    rest() {
      isAwake = false
      back.stop()
    },
    wake() {
      isAwake = true
      if (store.getState().connection.status === 'offline') back.start()
    },
  }
}

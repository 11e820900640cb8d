import type { Budget } from '../budget/Budget.ts'
import type { Limits } from '../limits/limits.ts'
import type { EmergencyStop } from '../switches/createEmergencyStop.ts'
import type { Models } from './createModels.ts'

/** How a route is, for load balancers; for whoever runs it, why. */
export type Health = (isAdmin: boolean) => Response

export interface HealthOptions {
  readonly models: Models
  readonly isDraining: () => boolean
  /** How many answers run. */
  readonly running: () => number
  readonly budget: Pick<Budget, 'health' | 'read'>
  readonly limits: Pick<Limits, 'status'>
  readonly emergencyStop: Pick<EmergencyStop, 'state' | 'survivesRestart'>
  /** How what nodes remember together is; `alone` where each has its own. */
  readonly store: () => 'ok' | 'failing' | 'alone'
  /** Whether what is said can be kept; undefined where nothing is kept. */
  readonly history: (() => 'ok' | 'failing') | undefined
}

/**
 * `ok`, `degraded` while the first of a model's providers is left alone or nothing can be kept, `draining` (503)
 * before the end.
 */
export function createHealth({
  models,
  isDraining,
  running,
  history,
  store,
  budget,
  limits,
  emergencyStop,
}: HealthOptions): Health {
  return (isAdmin) => {
    const { health } = models
    // Whoever asks for a cached answer asks no budget: without a question it would not be known that it is well again.
    if (budget.health.status === 'failing') void budget.read({ limit: 1 }).catch(() => undefined)
    const kept = history?.()
    const isWell =
      kept !== 'failing' &&
      store() !== 'failing' &&
      budget.health.status === 'ok' &&
      limits.status === 'ok' &&
      !emergencyStop.state.stopped &&
      Object.values(health).every(([first]) => first?.breaker !== 'open')
    const status = isDraining() ? 'draining' : isWell ? 'ok' : 'degraded'
    const details = {
      running: running(),
      store: store(),
      budget: budget.health,
      limits: limits.status,
      stop: { ...emergencyStop.state, survivesRestart: emergencyStop.survivesRestart },
      models: health,
      ...(kept === undefined ? {} : { history: kept }),
    }
    return Response.json(isAdmin ? { status, ...details } : { status }, {
      status: status === 'draining' ? 503 : 200,
      headers: { 'cache-control': 'no-store' },
    })
  }
}

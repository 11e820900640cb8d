import { nanoDollars } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import type { Scope } from './Ledger.ts'
import { type Period, periodOf } from './periodOf.ts'

/** How much may be spent in a period. */
export interface BudgetLimit {
  /** From midnight to midnight in UTC. */
  readonly perDayUsd?: number
  /** A calendar month in UTC. */
  readonly perMonthUsd?: number
  /** The part of it at which an alert is sent, once per period. Default 0.8. */
  readonly softAt?: number
}

/** Limits of each user, tenant and feature, and of all together. */
export interface BudgetLimits {
  /** Of each user of a tenant. Whoever has no `user` shares one with all who have none. */
  readonly user?: BudgetLimit
  /** Of each tenant. */
  readonly tenant?: BudgetLimit
  /** Of each feature, for all tenants together. */
  readonly feature?: BudgetLimit
  readonly total?: BudgetLimit
}

/** Whose budgets there are. */
export type BudgetOf = keyof BudgetLimits

/** One budget of one period. */
export interface BudgetScope extends Scope {
  readonly of: BudgetOf
  /** Whose it is. Empty for `total`, and for those who have no name. */
  readonly who: Identity
  readonly period: Period
}

const kinds = ['user', 'tenant', 'feature', 'total'] as const
const lateMs = 24 * 60 * 60 * 1000

/** All budgets that a question of this one is paid from. */
export function scopesOf(limits: BudgetLimits, who: Identity, now: number): readonly BudgetScope[] {
  return kinds.flatMap((of) =>
    (['day', 'month'] as const).flatMap((kind) => {
      const scope = scopeOf(limits, of, ownerOf(of, who), periodOf(kind, now))
      return scope === undefined ? [] : [scope]
    }),
  )
}

/** The budget of this name; undefined where there is none like it any more. */
export function readScope(limits: BudgetLimits, name: string): BudgetScope | undefined {
  let parts: unknown
  try {
    parts = JSON.parse(name)
  } catch {
    return undefined
  }
  if (!Array.isArray(parts)) return undefined
  const [given, kind, from, tenant, own] = parts as readonly unknown[]
  const of = kinds.find((one) => one === given)
  const startsAt = Date.parse(String(from))
  if (of === undefined || (kind !== 'day' && kind !== 'month') || Number.isNaN(startsAt)) {
    return undefined
  }
  const who = {
    ...(typeof tenant === 'string' ? { tenant } : {}),
    ...(typeof own === 'string' ? { [of]: own } : {}),
  }
  const scope = scopeOf(limits, of, who, periodOf(kind, startsAt))
  return scope?.name === name ? scope : undefined
}

/** @throws {RangeError} for an amount or a part that is none. */
export function checkLimits(limits: BudgetLimits): void {
  for (const of of kinds) {
    const { perDayUsd, perMonthUsd, softAt } = limits[of] ?? {}
    for (const [name, usd] of Object.entries({ perDayUsd, perMonthUsd })) {
      // Beyond, nano-dollars are no longer whole.
      if (usd !== undefined && !(usd >= 0 && usd <= mostUsd)) {
        throw new RangeError(`budget.${of}.${name} must be from 0 to ${mostUsd}, not ${usd}.`)
      }
    }
    if (softAt !== undefined && !(softAt > 0 && softAt <= 1)) {
      throw new RangeError(`budget.${of}.softAt must be over 0 and at most 1, not ${softAt}.`)
    }
  }
}

const mostUsd = 4_000_000

function scopeOf(
  limits: BudgetLimits,
  of: BudgetOf,
  who: Identity,
  period: Period,
): BudgetScope | undefined {
  const { perDayUsd, perMonthUsd, softAt = 0.8 } = limits[of] ?? {}
  const usd = period.kind === 'day' ? perDayUsd : perMonthUsd
  if (usd === undefined) return undefined
  const limitNano = Math.round(usd * nanoDollars)
  return {
    // Names are data: as JSON no two of them look alike (T-90).
    name: JSON.stringify([of, period.kind, period.from, ...namesOf(of, who)]),
    of,
    who,
    period,
    limitNano,
    softNano: Math.max(1, Math.ceil(limitNano * softAt)),
    keepUntil: period.endsAt + lateMs,
  }
}

function ownerOf(of: BudgetOf, { user, tenant, feature }: Identity): Identity {
  const ofTenant = tenant === undefined ? {} : { tenant }
  switch (of) {
    case 'user':
      return { ...ofTenant, ...(user === undefined ? {} : { user }) }
    case 'tenant':
      return ofTenant
    case 'feature':
      return feature === undefined ? {} : { feature }
    case 'total':
      return {}
  }
}

function namesOf(of: BudgetOf, { user, tenant, feature }: Identity): readonly (string | null)[] {
  if (of === 'total') return []
  const own = { user, tenant: undefined, feature }[of]
  return [tenant ?? null, own ?? null]
}

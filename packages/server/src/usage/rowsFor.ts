import type { Identity } from '../access/identityOf.ts'
import { others, type UsageName, type UsageRow } from './UsageLog.ts'

/** Whose and of what a row is. */
export type UsageKey = Pick<UsageRow, 'tenant' | 'user' | 'feature' | 'provider' | 'model'>

/** The names of the rows that a request may go into: by user, without its user, without who asked at all. */
export function rowsFor(who: Identity, provider: string, model: string): readonly string[] {
  const { tenant = null, user = null, feature = null } = who
  // Names are data: as JSON no two of them look alike (T-90).
  return [
    JSON.stringify([tenant, user, feature, provider, model]),
    JSON.stringify([tenant, others, feature, provider, model]),
    JSON.stringify([others, others, others, provider, model]),
  ]
}

/** What a name of a row says; undefined for what is none. */
export function readRow(name: string): UsageKey | undefined {
  let parts: unknown
  try {
    parts = JSON.parse(name)
  } catch {
    return undefined
  }
  if (!Array.isArray(parts)) return undefined
  const [tenant, user, feature, provider, model] = parts as readonly unknown[]
  if (!isName(tenant) || !isName(user) || !isName(feature)) return undefined
  if (typeof provider !== 'string' || typeof model !== 'string') return undefined
  return { tenant, user, feature, provider, model }
}

function isName(value: unknown): value is UsageName {
  return typeof value === 'string' || value === null || value === others
}

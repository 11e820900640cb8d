import type { DataChunk } from '@millrace/protocol'

/** The notices that a chat shows or goes by, as far as it does. Times are by the server's clock. */
export type KnownNotice =
  | { readonly kind: 'failed-over'; readonly provider: string; readonly model: string }
  | { readonly kind: 'cached'; readonly createdAt: number }
  | { readonly kind: 'limited'; readonly until: number }
  | { readonly kind: 'quota'; readonly scope?: string }
  | { readonly kind: 'not-saved' }

/** News that came from a server, which may say anything; undefined for what is no notice that is known here. */
export function readNotice({ type, data }: DataChunk): KnownNotice | undefined {
  if (type !== 'data-millrace-notice' || typeof data !== 'object' || data === null) return undefined
  const { kind, provider, model, createdAt, until, scope } = data as Readonly<
    Record<string, unknown>
  >
  switch (kind) {
    case 'not-saved':
      return { kind }
    case 'failed-over':
      return typeof provider === 'string' && typeof model === 'string'
        ? { kind, provider: cut(provider), model: cut(model) }
        : undefined
    case 'cached':
      return isTime(createdAt) ? { kind, createdAt } : undefined
    case 'limited':
      return isTime(until) ? { kind, until } : undefined
    case 'quota':
      return typeof scope === 'string' ? { kind, scope: cut(scope) } : { kind }
    default:
      return undefined
  }
}

/** A time that a date can be made of. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15
}

/** A name, cut to what a row can hold. */
function cut(name: string): string {
  return name.length > 100 ? `${name.slice(0, 99)}…` : name
}

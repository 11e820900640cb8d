import { type ProviderMetadata, readUsage, type Usage } from '@millrace/protocol'
import type { ProviderEvent } from '../provider/Provider.ts'
import { mostEntryBytes } from './CacheStore.ts'
import { cacheVersion } from './keyOf.ts'

/** What is kept of what a model says. */
export type CachedEvent = Extract<
  ProviderEvent,
  { readonly type: 'text' | 'reasoning' | 'source' | 'file' }
>

/** A whole answer as it is kept. */
export interface CachedAnswer {
  /** In milliseconds since the epoch. */
  readonly createdAt: number
  /** Who gave it. */
  readonly provider: string
  readonly model: string
  readonly events: readonly CachedEvent[]
  readonly usage: Usage | undefined
}

/** By how much the clocks of two nodes may differ, in milliseconds. What is from further in the future is not believed. */
const mostSkewMs = 60_000

/** An answer as a text; undefined where it is too long to be kept. */
export function writeAnswer(key: string, answer: CachedAnswer): string | undefined {
  const text = JSON.stringify({ version: cacheVersion, key, ...answer })
  // Each unit is one byte at least.
  if (text.length > mostEntryBytes) return undefined
  return new TextEncoder().encode(text).length > mostEntryBytes ? undefined : text
}

/**
 * A text as an answer; undefined for what is not one of ours, whole, of this version and of this very key: a store
 * that mixes up its replies must not give one user the answer of another. Fields that are not ours are left out.
 */
export function readAnswer(text: string, key: string, now: number): CachedAnswer | undefined {
  if (text.length > mostEntryBytes) return undefined
  const read = parse(text)
  if (!isRecord(read) || read['version'] !== cacheVersion || read['key'] !== key) return undefined
  const { createdAt, provider, model, events, usage } = read
  if (typeof createdAt !== 'number' || !(createdAt <= now + mostSkewMs)) return undefined
  if (typeof provider !== 'string' || typeof model !== 'string') return undefined
  if (!Array.isArray(events)) return undefined
  const known = events.map(readEvent)
  const whole = known.filter((event) => event !== undefined)
  if (whole.length < known.length || !whole.some(({ type }) => type === 'text')) return undefined
  return { createdAt, provider, model, events: whole, usage: readUsage(usage) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readEvent(event: unknown): CachedEvent | undefined {
  if (!isRecord(event)) return undefined
  const { type, text, providerMetadata, id, url, title, mediaType } = event
  switch (type) {
    case 'text':
      return typeof text === 'string' && text !== '' ? { type, text } : undefined
    case 'reasoning':
      if (typeof text !== 'string') return undefined
      if (providerMetadata === undefined) return { type, text }
      return isMetadata(providerMetadata) ? { type, text, providerMetadata } : undefined
    case 'source':
      if (typeof id !== 'string' || typeof url !== 'string') return undefined
      return { type, id, url, ...(typeof title === 'string' ? { title } : {}) }
    case 'file':
      return typeof mediaType === 'string' && typeof url === 'string'
        ? { type, mediaType, url }
        : undefined
    default:
      return undefined
  }
}

/** By vendor. What comes of `JSON.parse` is JSON. */
function isMetadata(value: unknown): value is ProviderMetadata {
  return isRecord(value) && Object.values(value).every(isRecord)
}

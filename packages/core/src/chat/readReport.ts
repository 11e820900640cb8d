import type { DataChunk, TrimReport } from '@millrace/protocol'

const counts = [
  'droppedMessages',
  'droppedTurns',
  'shortenedMessages',
  'tokens',
  'budget',
  'windowTokens',
  'maxOutputTokens',
] as const

/** The trim report that a chunk carries; undefined for any other chunk, and for one that is not a report. */
export function readReport({ type, data }: DataChunk): TrimReport | undefined {
  if (type !== 'data-millrace-context-window' || typeof data !== 'object' || data === null)
    return undefined
  const { firstKeptId, ...rest } = data as Partial<Record<keyof TrimReport, unknown>>
  const isReport =
    counts.every((name) => Number.isSafeInteger(rest[name]) && Number(rest[name]) >= 0) &&
    (firstKeptId === undefined || typeof firstKeptId === 'string') &&
    typeof rest.summarized === 'boolean' &&
    typeof rest.estimated === 'boolean'
  return isReport ? (data as TrimReport) : undefined
}

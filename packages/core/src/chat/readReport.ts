import type { DataChunk, TrimReport } from '@millrace/protocol'

/** The trim report that a chunk carries; undefined for any other chunk, and for one that is not a report. */
export function readReport({ type, data }: DataChunk): TrimReport | undefined {
  if (type !== 'data-millrace-context-window' || typeof data !== 'object' || data === null)
    return undefined
  const { droppedMessages, firstKeptId } = data as Partial<Record<keyof TrimReport, unknown>>
  const isReport =
    Number.isSafeInteger(droppedMessages) &&
    (firstKeptId === undefined || typeof firstKeptId === 'string')
  return isReport ? (data as TrimReport) : undefined
}

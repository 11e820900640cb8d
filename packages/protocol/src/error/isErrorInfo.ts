import { errorCodes, type ErrorInfo } from './ChatError.ts'

const codes: ReadonlySet<string> = new Set(errorCodes)

/** Whether a value from outside (a JSON body, a data part) is an `ErrorInfo`. */
export function isErrorInfo(value: unknown): value is ErrorInfo {
  if (typeof value !== 'object' || value === null) return false
  const info = value as Partial<Record<keyof ErrorInfo, unknown>>
  return (
    typeof info.code === 'string' &&
    codes.has(info.code) &&
    typeof info.message === 'string' &&
    typeof info.retryable === 'boolean' &&
    (info.retryAfterMs === undefined || typeof info.retryAfterMs === 'number') &&
    (info.requestId === undefined || typeof info.requestId === 'string') &&
    (info.status === undefined || typeof info.status === 'number')
  )
}

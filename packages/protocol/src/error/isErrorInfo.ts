import type { ErrorCode, ErrorInfo } from './ChatError.ts'

const codes: ReadonlySet<string> = new Set<ErrorCode>([
  'rate_limit',
  'quota',
  'overloaded',
  'server_error',
  'timeout',
  'network',
  'auth',
  'permission',
  'region',
  'model_not_found',
  'invalid_request',
  'context_length',
  'content_policy',
  'too_large',
  'conflict',
  'aborted',
  'unknown',
  'bad_event',
  'bad_sequence',
  'not_a_stream',
  'incomplete_stream',
  'busy',
  'turn_too_large',
  'not_found',
  'method_not_allowed',
  'unsupported_media_type',
  'unavailable',
  'invalid_id',
  'invalid_event',
  'invalid_retry',
])

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

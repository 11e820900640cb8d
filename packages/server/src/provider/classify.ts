import { ChatError, type ErrorCode } from '@millrace/protocol'
import { asRecord } from './asRecord.ts'
import { retryAfterMs } from './retryAfterMs.ts'
import { sentenceFor } from './sentenceFor.ts'

/** A provider's failure as it came. */
export interface Failure {
  /** Undefined for an error inside a stream that began with 200. */
  readonly status: number | undefined
  readonly headers?: Headers
  /** The body, or the error object of an event. */
  readonly body: unknown
  /** Milliseconds since the epoch, for dates in headers. */
  readonly now: number
}

/**
 * A provider's failure by its code, and by its status only where there is none: 429 may mean "wait" or
 * "never again". The message is ours; the body stays with the error as `cause`, for the log.
 */
export function classify({ status, headers, body, now }: Failure): ChatError {
  const words = wordsOf(body)
  const said = byWords(words)
  const meant = byStatus(status)
  // "Server error" says no more than that: 503 and 504 say what kind.
  const vague = said === 'server_error' && meant !== undefined && meant !== 'invalid_request'
  const code = (vague ? meant : said) ?? meant ?? 'unknown'
  const should = headers?.get('x-should-retry')
  const retryable = should === 'true' ? true : should === 'false' ? false : retryableCodes.has(code)
  return new ChatError(code, sentenceFor(code), {
    retryable,
    retryAfterMs:
      code === 'quota' || headers === undefined ? undefined : retryAfterMs(headers, now),
    requestId: headers?.get('x-request-id') ?? headers?.get('request-id') ?? undefined,
    status,
    cause: body,
  })
}

const retryableCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'rate_limit',
  'overloaded',
  'server_error',
  'timeout',
  'network',
  'conflict',
])

interface Words {
  readonly code: string
  readonly type: string
  readonly message: string
}

/** The fields in which vendors say what went wrong, wherever they put them. */
function wordsOf(body: unknown): Words {
  const outer = asRecord(body)
  const error = outer['error'] ?? outer
  if (typeof error === 'string') return { code: '', type: '', message: error.toLowerCase() }
  const inner = asRecord(error)
  const innerError = asRecord(inner['innererror'])
  const details = asRecord(inner['details'])
  const codes = [details['error_code'], innerError['code'], inner['code'] ?? outer['code']]
  return {
    code: codes
      .filter((code) => typeof code === 'string')
      .join(' ')
      .toLowerCase(),
    type: text(inner['type'] ?? outer['type']),
    message: text(inner['message'] ?? outer['message'] ?? outer['detail']),
  }
}

/** A prompt that is too long, in the words of vendors and servers that have no code for it. */
const tooLongWordings =
  /context (length|size|limit|window)|(prompt|input) is too long|`?max_new_tokens`? must be|less than the context length|input token count|input tokens exceed|maximum prompt length|reduce the length of|size limit exceeded by|exceeded model token limit|prompt token count of|maximum allowed input length|too many input tokens|range of input length|prompt exceeds max length/

function byWords({ code, type, message }: Words): ErrorCode | undefined {
  const said = `${code} ${type}`
  const has = (...words: readonly string[]): boolean => words.some((word) => said.includes(word))
  if (has('insufficient_quota', 'credit_balance', 'spend_limit', 'usage_limit', 'billing'))
    return 'quota'
  if (/credit balance is too low|usage limits/.test(message)) return 'quota'
  if (has('context_length', 'exceed_context') || tooLongWordings.test(message)) {
    return 'context_length'
  }
  if (
    has('content_policy', 'content_filter', 'moderation', 'responsibleaipolicy') ||
    /content (filter|policy|management)|usage polic/.test(message)
  )
    return 'content_policy'
  if (has('unsupported_country')) return 'region'
  if (has('model_not_found')) return 'model_not_found'
  if (has('overloaded')) return 'overloaded'
  if (has('rate_limit', 'slow_down')) return 'rate_limit'
  if (has('invalid_api_key', 'authentication')) return 'auth'
  if (has('permission')) return 'permission'
  if (has('request_too_large')) return 'too_large'
  if (has('timeout')) return 'timeout'
  if (has('server_error', 'api_error', 'internal')) return 'server_error'
  return undefined
}

function byStatus(status: number | undefined): ErrorCode | undefined {
  switch (status) {
    case undefined:
      return 'server_error'
    case 401:
      return 'auth'
    case 402:
      return 'quota'
    case 403:
      return 'permission'
    case 404:
      return 'model_not_found'
    case 408:
    case 504:
    case 524:
      return 'timeout'
    case 409:
      return 'conflict'
    case 413:
      return 'too_large'
    case 429:
      return 'rate_limit'
    case 503:
    case 529:
      return 'overloaded'
    default:
      if (status >= 500) return 'server_error'
      return status >= 400 ? 'invalid_request' : undefined
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}

/**
 * All codes. The first group are failures of a provider (`error-responses.json` has one case each); the second,
 * failures on the way or of a request.
 */
export const errorCodes = [
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
  // on the way
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
] as const

/** What went wrong, as a closed set. */
export type ErrorCode = (typeof errorCodes)[number]

/** An error as it travels and as state holds it: plain data, nothing of the upstream body. */
export interface ErrorInfo {
  readonly code: ErrorCode
  /** For people. Code decides by `code`. */
  readonly message: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** How long to wait before trying again, in milliseconds, where the other side said so. */
  readonly retryAfterMs?: number
  /** The provider's or the route's id of the request, for support. */
  readonly requestId?: string
  /** The HTTP status that brought it, where one did. */
  readonly status?: number
}

export interface ChatErrorOptions {
  /** Default: false. */
  readonly retryable?: boolean | undefined
  readonly retryAfterMs?: number | undefined
  readonly requestId?: string | undefined
  readonly status?: number | undefined
  readonly cause?: unknown
}

/** The one error class of Millrace. Decide by `code`; show `message` to people. */
export class ChatError extends Error {
  override readonly name: string = 'ChatError'
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly requestId: string | undefined
  readonly status: number | undefined

  constructor(code: ErrorCode, message: string, options: ChatErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryable = options.retryable ?? false
    this.retryAfterMs = options.retryAfterMs
    this.requestId = options.requestId
    this.status = options.status
  }

  /** The same facts as plain data, without stack and cause. */
  get info(): ErrorInfo {
    return {
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.requestId === undefined ? {} : { requestId: this.requestId }),
      ...(this.status === undefined ? {} : { status: this.status }),
    }
  }
}

import type { Failure } from './Failure.ts'

/** What an {@link ApiError} may carry beside its status and message. */
export interface ApiErrorDetails {
  /** Default `invalid_request_error`. */
  readonly type?: string
  readonly code?: string | null
  /** The field of the request that is wrong. */
  readonly param?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that is answered with an error. */
export class ApiError extends Error implements Failure {
  readonly status: number
  readonly type: string
  readonly code: string | null
  readonly param: string | null
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, details: ApiErrorDetails = {}) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.type = details.type ?? 'invalid_request_error'
    this.code = details.code ?? null
    this.param = details.param ?? null
    this.headers = details.headers ?? {}
  }
}

/** Error 400: what is wrong, and with which field of the request. */
export function invalidRequest(
  message: string,
  param: string | null = null,
  code: string | null = null,
): ApiError {
  return new ApiError(400, message, { param, code })
}

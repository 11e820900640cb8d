import { ChatError } from './ChatError.ts'

/**
 * Any thrown value as a `ChatError`. An `AbortError` becomes `aborted`; what is not ours becomes
 * `code` (default `unknown`) with the original as `cause`.
 */
export function toChatError(
  thrown: unknown,
  fallback: { code?: ChatError['code']; message?: string; retryable?: boolean } = {},
): ChatError {
  if (thrown instanceof ChatError) return thrown
  if (isAbort(thrown)) return new ChatError('aborted', 'Stopped.', { cause: thrown })
  return new ChatError(fallback.code ?? 'unknown', fallback.message ?? 'Something went wrong.', {
    retryable: fallback.retryable ?? false,
    cause: thrown,
  })
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError'
}

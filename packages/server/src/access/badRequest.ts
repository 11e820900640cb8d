import { ChatError } from '@millrace/protocol'

/** 400: what is wrong with a request, never with the value that was wrong in it. */
export function invalid(message: string, cause?: unknown): ChatError {
  return new ChatError('invalid_request', message, { status: 400, cause })
}

/** 413. */
export function tooLarge(message: string): ChatError {
  return new ChatError('too_large', message, { status: 413 })
}

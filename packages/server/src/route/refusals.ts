import { ChatError, type ErrorInfo } from '@millrace/protocol'

/** Also for answers of other owners: the two look alike (T-29). */
export function notFound(): ChatError {
  return new ChatError('not_found', 'There is no such answer, or it is no longer kept.', {
    status: 404,
  })
}

/** 404 where conversations are not kept, or not so that this could be done. */
export function noneOfIt(does: 'keeps' | 'changes' | 'removes'): ChatError {
  return new ChatError('not_found', `This route ${does} no conversations.`, { status: 404 })
}

/** Also for conversations of other owners: the two look alike (T-94). */
export function noSuchChat(): ChatError {
  return new ChatError('not_found', 'There is no such conversation.', { status: 404 })
}

/** 405, with the methods that are allowed. */
export function notAllowed(methods: string): Response {
  const response = errorResponse(
    new ChatError('method_not_allowed', `Use one of ${methods}.`, { status: 405 }),
  )
  response.headers.set('allow', methods)
  return response
}

/** 409 for a second run in a chat while the first is being answered. */
export function busy(): ChatError {
  return new ChatError('busy', 'An answer is still being written in this chat.', {
    status: 409,
    retryable: true,
  })
}

/** 503 for an answer that may be on another node, while the store that would know does not answer. */
export function unreachable(): ChatError {
  return new ChatError('unavailable', 'The answer cannot be found right now. Please try again.', {
    status: 503,
    retryable: true,
  })
}

/** 503 while the route drains. */
export function restarting(): ChatError {
  return new ChatError('unavailable', 'The server is restarting. Please try again in a moment.', {
    status: 503,
    retryable: true,
    retryAfterMs: 5000,
  })
}

/** 503 after an emergency stop. */
export function paused(): ChatError {
  return new ChatError(
    'unavailable',
    'This chat is paused for the moment. Please try again later.',
    {
      status: 503,
      retryable: true,
      retryAfterMs: 60_000,
    },
  )
}

/** Our JSON for what went wrong: `{ error: ErrorInfo }`. */
export function errorResponse(error: ChatError): Response {
  const info: ErrorInfo = error.info
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (info.retryAfterMs !== undefined) {
    headers.set('retry-after', String(Math.ceil(info.retryAfterMs / 1000)))
  }
  return Response.json({ error: info }, { status: error.status ?? 500, headers })
}

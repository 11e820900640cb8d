import type { Reply } from './composeReply.ts'

/** A reply that says nothing and is over. */
export const emptyReply: Reply = { tokens: [], tool: undefined, finishReason: 'stop' }

/**
 * The reply with each surrogate pair cut in two, one half at the end of a token, the other at the
 * beginning of the next.
 */
export function halved(reply: Reply): Reply {
  return {
    ...reply,
    tokens: reply.tokens.flatMap((token) => token.split(/(?<=[\uD800-\uDBFF])(?=[\uDC00-\uDFFF])/)),
  }
}

import { eventFrame, type Frame } from '../stream/eventFrame.ts'
import type { Reply } from './composeReply.ts'
import type { Usage } from './usageOf.ts'

/** What the chunks of one answer have in common. */
export interface ReplyFacts {
  readonly id: string
  readonly toolCallId: string
  readonly model: string
  /** Seconds since 1970. */
  readonly created: number
  /** Undefined where it is not to be reported. */
  readonly usage: Usage | undefined
}

/**
 * Writes a reply as the events of a stream: the role first, a chunk per token, the finish reason,
 * the usage with no choices if it was asked for, and `[DONE]`.
 */
export function chatFrames(
  { tokens, tool, finishReason }: Reply,
  facts: ReplyFacts,
): readonly Frame[] {
  const { id, toolCallId, model, created, usage } = facts
  const chunk = (choices: readonly unknown[], used: Usage | null = null): string =>
    JSON.stringify({
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      service_tier: 'default',
      system_fingerprint: 'fp_simulator',
      choices,
      ...(usage && { usage: used }),
    })
  const choice = (delta: unknown, finish: Reply['finishReason'] | null = null): string =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason: finish }])

  const first = tool
    ? {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            index: 0,
            id: toolCallId,
            type: 'function',
            function: { name: tool.name, arguments: '' },
          },
        ],
        refusal: null,
      }
    : { role: 'assistant', content: '', refusal: null }
  const deltaOf = (token: string): unknown =>
    tool ? { tool_calls: [{ index: 0, function: { arguments: token } }] } : { content: token }

  return [
    eventFrame('other', choice(first)),
    ...tokens.map((token) => eventFrame('token', choice(deltaOf(token)))),
    eventFrame('end', choice({}, finishReason)),
    ...(usage ? [eventFrame('end', chunk([], usage))] : []),
    eventFrame('end', '[DONE]'),
  ]
}

import type { ReplyFacts } from './chatFrames.ts'
import type { Reply } from './composeReply.ts'

/** Writes a reply as the JSON of an answer that is not streamed. */
export function chatCompletion({ tokens, tool, finishReason }: Reply, facts: ReplyFacts): string {
  const { id, toolCallId, model, created, usage } = facts
  const text = tokens.join('')
  const message = tool
    ? {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: toolCallId, type: 'function', function: { name: tool.name, arguments: text } },
        ],
        refusal: null,
      }
    : { role: 'assistant', content: text, refusal: null, annotations: [] }
  return JSON.stringify({
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage,
    service_tier: 'default',
    system_fingerprint: 'fp_simulator',
  })
}

import { answerOf } from '../answers/answerOf.ts'
import { splitTokens } from '../tokens/splitTokens.ts'
import { callTool, type ToolCall } from './callTool.ts'
import { describeToolResult } from './describeToolResult.ts'
import { findQuestion } from './findQuestion.ts'
import type { ChatRequest } from './parseChatRequest.ts'

/** What the model says, cut into tokens. */
export interface Reply {
  /** Tokens of the text, or of the tool call's arguments. */
  readonly tokens: readonly string[]
  /** The call that the tokens are the arguments of; undefined for text. */
  readonly tool: Pick<ToolCall, 'name'> | undefined
  readonly finishReason: 'stop' | 'length' | 'tool_calls'
}

/** Answers a question with a text, or leaves it to the script. */
export type AnswerFunction = ((question: string) => string | undefined) | undefined

/**
 * Decides what to answer. The same request gets the same reply.
 * @param ownAnswer - Asked first, where a text is the answer.
 */
export function composeReply(request: ChatRequest, ownAnswer?: AnswerFunction): Reply {
  const call = callTool(request)
  if (call) return cutReply(splitTokens(call.argumentsText), call, request.maxTokens)
  const text = stopAt(textOf(request, ownAnswer), request.stopSequences)
  return cutReply(splitTokens(text), undefined, request.maxTokens)
}

function textOf({ messages }: ChatRequest, ownAnswer: AnswerFunction): string {
  const { question, asked, said, attachmentCount } = findQuestion(messages)
  const answer =
    describeToolResult(asked) ?? ownAnswer?.(question) ?? answerOf(question, attachmentCount)
  // A half answer is carried on where it ended.
  return answer.startsWith(said) ? answer.slice(said.length) : answer
}

function stopAt(text: string, stopSequences: readonly string[]): string {
  const ends = stopSequences.map((sequence) => text.indexOf(sequence)).filter((at) => at !== -1)
  return text.slice(0, Math.min(text.length, ...ends))
}

function cutReply(
  tokens: readonly string[],
  tool: Reply['tool'],
  maxTokens: number = Infinity,
): Reply {
  if (tokens.length > maxTokens) {
    return { tokens: tokens.slice(0, maxTokens), tool, finishReason: 'length' }
  }
  return { tokens, tool, finishReason: tool ? 'tool_calls' : 'stop' }
}

import { invalidRequest } from '../errors/ApiError.ts'
import { isJsonObject, type JsonObject } from '../http/JsonObject.ts'
import { type ChatMessage, parseMessages } from './parseMessages.ts'
import { parsePrompt, type Prompt } from './parsePrompt.ts'
import { parseToolChoice, parseTools, type ToolChoice, type ToolDefinition } from './parseTools.ts'

/** A request to `POST /chat/completions`, checked. Fields the simulator has no use for are gone. */
export interface ChatRequest {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  /** Messages and tools, to be counted. */
  readonly prompt: Prompt
  readonly stream: boolean
  /** Whether the usage is told: in one piece always, in a stream by a tail chunk if that is wanted. */
  readonly reportsUsage: boolean
  /** What the answer is cut at; undefined if the request names nothing. */
  readonly maxTokens: number | undefined
  readonly stopSequences: readonly string[]
  readonly tools: readonly ToolDefinition[]
  readonly toolChoice: ToolChoice
}

/**
 * Checks the fields of a request, its model aside.
 * @param model - The model's name without a fault.
 * @param maxOutputTokens - The model's largest answer.
 * @throws {ApiError} 400, naming the field.
 */
export function parseChatRequest(
  body: JsonObject,
  model: string,
  maxOutputTokens: number,
): ChatRequest {
  const { stream = false, stream_options: streamOptions, n = 1 } = body
  if (stream !== null && typeof stream !== 'boolean') {
    throw invalidRequest("Invalid type for 'stream': expected a boolean.", 'stream')
  }
  if (n !== null && n !== 1) throw invalidRequest('The simulator gives one choice: n is 1.', 'n')
  if (isJsonObject(streamOptions) && stream !== true) {
    throw invalidRequest(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      'stream_options',
    )
  }
  return {
    model,
    messages: parseMessages(body.messages),
    stream: stream === true,
    reportsUsage:
      stream !== true || (isJsonObject(streamOptions) && streamOptions.include_usage === true),
    maxTokens: parseMaxTokens(body, model, maxOutputTokens),
    stopSequences: parseStop(body.stop),
    tools: parseTools(body.tools),
    toolChoice: parseToolChoice(body.tool_choice),
    prompt: parsePrompt(body),
  }
}

function parseMaxTokens(body: JsonObject, model: string, most: number): number | undefined {
  const { max_tokens: older, max_completion_tokens: newer } = body
  // Reasoning models refuse the older name, and adapters get this wrong.
  if (typeof older === 'number' && /^(o\d|gpt-5)/.test(model)) {
    throw invalidRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    )
  }
  const name = newer === undefined || newer === null ? 'max_tokens' : 'max_completion_tokens'
  const value = newer ?? older
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
    throw invalidRequest(`Invalid value for '${name}': expected an integer of at least 1.`, name)
  }
  if (value <= most) return value
  throw invalidRequest(
    `${name} is too large: ${value}. This model supports at most ${most} completion tokens, whereas you provided ${value}.`,
    name,
    'invalid_value',
  )
}

function parseStop(stop: unknown): readonly string[] {
  if (stop === undefined || stop === null) return []
  const sequences: unknown = typeof stop === 'string' ? [stop] : stop
  if (Array.isArray(sequences) && sequences.length <= 4) {
    const texts = sequences.filter((one): one is string => typeof one === 'string' && one !== '')
    if (texts.length === sequences.length) return texts
  }
  throw invalidRequest("Invalid value for 'stop': expected a string or up to four of them.", 'stop')
}

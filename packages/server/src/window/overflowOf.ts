import type { ChatError } from '@millrace/protocol'
import { asRecord } from '../provider/asRecord.ts'

/** What a provider says of a prompt that it refused as too long. Hostile: figures for a second try, no more. */
export interface Overflow {
  /** The most that it takes, in tokens. */
  readonly limit: number | undefined
  /** What the prompt came to by its count, without room for the answer. */
  readonly sent: number | undefined
}

/**
 * How vendors and servers word it: what was sent, the limit, or what it is over by. The first that fits counts, so
 * those that tell the parts of a request apart come first. "At least" is no count: vLLM stops counting at the
 * limit.
 */
const wordings: readonly RegExp[] = [
  /maximum context length (?:is|of) (?<limit>\d+).*?\((?<sent>\d+) (?:in|from|of) (?:the |your )?(?:messages|prompt|input|text input)(?:, (?<more>\d+) in the functions)?/,
  /maximum context length of (?<limit>\d+).*?(?<sent>\d+) tokens from the input/,
  /maximum context length is (?<limit>\d+).*?(?:resulted in|your request has) (?<sent>\d+)/,
  /configured limit of (?<limit>\d+) tokens.*?resulted in (?<sent>\d+)/,
  /prompt is too long: (?<sent>\d+) tokens > (?<limit>\d+)/,
  /exceed context limit: (?<sent>\d+) \+ \d+ > (?<limit>\d+)/,
  /must be <= (?<limit>\d+)\. given: (?<sent>\d+)/,
  /must have less than (?<limit>\d+) tokens\. given: (?<sent>\d+)/,
  /prompt contains (?<sent>\d+) tokens.*?with (?<limit>\d+) maximum context length/,
  /input token count \((?<sent>\d+)\) exceeds the maximum number of tokens allowed \((?<limit>\d+)\)/,
  /maximum prompt length is (?<limit>\d+)\b.*?contains (?<sent>\d+)/,
  /current length is (?<sent>\d+) while limit is (?<limit>\d+)/,
  /exceeded by (?<over>\d+) tokens.*?limit for this model is (?<limit>\d+)/,
  /token limit: (?<limit>\d+) \(requested: (?<sent>\d+)\)/,
  /token count of (?<sent>\d+) exceeds the limit of (?<limit>\d+)/,
  /input length (?<sent>\d+) exceeds the maximum allowed input length of (?<limit>\d+)/,
  /max input tokens: (?<limit>\d+), request input token count: (?<sent>\d+)/,
  /\((?<sent>\d+) tokens\).*?context (?:size|length) \((?<limit>\d+) tokens\)/,
  /range of input length should be \[\d+, (?<limit>\d+)\]/,
  /context length (?:is|of)(?: only)? (?<limit>\d+)/,
]

/** The figures in a `context_length` error, as far as it names any. */
export function overflowOf({ cause }: ChatError): Overflow {
  const fields = fieldsOf(cause)
  if (fields.limit !== undefined || fields.sent !== undefined) return fields
  // Written out once: the figures may stand anywhere in it.
  const text = textOf(cause)
    .slice(0, 8192)
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .toLowerCase()
  for (const wording of wordings) {
    const groups = wording.exec(text)?.groups
    if (groups !== undefined) return figuresOf(groups)
  }
  return { limit: undefined, sent: undefined }
}

function figuresOf({
  limit,
  sent,
  more,
  over,
}: Readonly<Record<string, string | undefined>>): Overflow {
  const most = figure(limit)
  if (over !== undefined) {
    return { limit: most, sent: most === undefined ? undefined : figure(most + Number(over)) }
  }
  return { limit: most, sent: figure(Number(sent ?? Number.NaN) + Number(more ?? 0)) }
}

/** llama.cpp's server gives them as fields. */
function fieldsOf(cause: unknown): Overflow {
  const { error = cause } = asRecord(cause)
  const { n_ctx: limit, n_prompt_tokens: sent } = asRecord(error)
  return { limit: figure(limit), sent: figure(sent) }
}

function textOf(cause: unknown): string {
  if (typeof cause === 'string') return cause
  if (cause instanceof Error)
    return `${cause.message} ${textOf((cause as { data?: unknown }).data)}`
  return JSON.stringify(cause) ?? ''
}

function figure(value: unknown): number | undefined {
  const count = Number(value ?? Number.NaN)
  return Number.isSafeInteger(count) && count >= 16 && count <= 1e9 ? count : undefined
}

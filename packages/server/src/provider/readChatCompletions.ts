import { ChatError, type FinishReason, type Usage } from '@millrace/protocol'
import { classify } from './classify.ts'
import { type ContentEnvelope, contentEnvelope } from './contentEnvelope.ts'
import type { ProviderEvent } from './Provider.ts'
import { sentenceFor } from './sentenceFor.ts'
import { toolCallReader } from './toolCallReader.ts'
import { wholeText } from './wholeText.ts'

/** Turns the events of one Chat Completions stream into ours, in all its dialects. */
export interface ChatCompletionsReader {
  /** Reads the data of one server-sent event; what it says is added to `events`. */
  read(data: string, events: ProviderEvent[]): void
  /** Reads what stands on the wire as long as it is nothing but words. Returns where it stopped. */
  take(text: string, from: number, events: ProviderEvent[]): number
  /**
   * The body ended, or broke with `cause`. Without `finish_reason` or `[DONE]` the answer is incomplete;
   * with one of them it is whole, however the connection ended.
   */
  end(events: ProviderEvent[], cause?: unknown): void
  /** Whether an error was reported: nothing after it counts. */
  readonly failed: boolean
}

/** The fields that any dialect may send. Nothing here is sure to be there or of its type. */
interface CompletionChunk {
  readonly error?: unknown
  readonly choices?: readonly Choice[] | null
  readonly usage?: RawUsage | null
  readonly x_groq?: { readonly usage?: RawUsage | null; readonly error?: unknown } | null
  readonly citations?: readonly unknown[] | null
  readonly search_results?: readonly { readonly url?: unknown; readonly title?: unknown }[] | null
}

interface Choice {
  readonly index?: number
  readonly delta?: Delta | null
  readonly finish_reason?: string | null
}

interface Delta {
  readonly content?: unknown
  readonly refusal?: string | null
  readonly reasoning_content?: string | null
  readonly reasoning?: string | null
  readonly tool_calls?: readonly unknown[] | null
}

interface RawUsage {
  readonly prompt_tokens?: number
  readonly completion_tokens?: number
  readonly total_tokens?: number
  readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null
}

/**
 * `wire-formats.md` 3.3: reasoning under two names, content as a list of parts, calls keyed in four ways,
 * usage in three places, errors inside a stream that began well.
 * @param now - For dates in an error, in milliseconds since the epoch.
 */
export function readChatCompletions(now: () => number): ChatCompletionsReader {
  const text = wholeText()
  const reasoning = wholeText()
  const calls = toolCallReader()
  const cited = new Set<string>()
  let finishReason: FinishReason | undefined
  let usage: RawUsage | undefined
  let refused = false
  let done = false
  let failed = false
  let envelope: ContentEnvelope | undefined
  /** Envelopes that did not last: some providers write something new into every event. */
  let strangers = 0

  function fail(error: ChatError, events: ProviderEvent[]): void {
    failed = true
    events.push({ type: 'error', error })
  }

  function say(type: 'text' | 'reasoning', said: unknown, events: ProviderEvent[]): void {
    if (typeof said !== 'string' || said === '') return
    const whole = (type === 'text' ? text : reasoning).add(said)
    if (whole === '') return
    // Neighbours of one network read become one piece.
    const last = events.at(-1)
    if (last?.type === type && !('refusal' in last)) {
      events[events.length - 1] = { type, text: last.text + whole }
    } else events.push({ type, text: whole })
  }

  function readContent(content: unknown, events: ProviderEvent[]): void {
    if (!Array.isArray(content)) return say('text', content, events)
    for (const part of content as readonly Record<string, unknown>[]) {
      if (part?.['type'] === 'thinking') {
        const thinking = part['thinking']
        for (const piece of Array.isArray(thinking) ? (thinking as { text?: unknown }[]) : []) {
          say('reasoning', piece?.text, events)
        }
      } else say('text', part?.['text'], events)
    }
  }

  function readDelta(delta: Delta, events: ProviderEvent[]): void {
    say('reasoning', delta.reasoning_content ?? delta.reasoning, events)
    readContent(delta.content, events)
    if (typeof delta.refusal === 'string' && delta.refusal !== '') {
      refused = true
      events.push({ type: 'text', text: delta.refusal, refusal: true })
    }
    if (Array.isArray(delta.tool_calls)) calls.read(delta.tool_calls, events)
  }

  function cite(url: unknown, title: unknown, events: ProviderEvent[]): void {
    if (typeof url !== 'string' || cited.has(url)) return
    cited.add(url)
    const id = `source-${cited.size}`
    events.push({ type: 'source', id, url, ...(typeof title === 'string' ? { title } : {}) })
  }

  return {
    get failed() {
      return failed
    },
    read(data, events) {
      if (failed || done) return
      if (data === '[DONE]') {
        done = true
        return
      }
      let chunk: CompletionChunk
      try {
        chunk = JSON.parse(data) as CompletionChunk
      } catch (cause) {
        return fail(
          new ChatError('bad_event', sentenceFor('bad_event'), { retryable: true, cause }),
          events,
        )
      }
      if (typeof chunk !== 'object' || chunk === null) return
      const error = chunk.error ?? chunk.x_groq?.error
      if (error != null) {
        return fail(classify({ status: undefined, body: { error }, now: now() }), events)
      }
      usage = chunk.usage ?? chunk.x_groq?.usage ?? usage
      for (const result of chunk.search_results ?? []) cite(result?.url, result?.title, events)
      for (const url of chunk.citations ?? []) cite(url, undefined, events)
      const choice = (chunk.choices ?? []).find(({ index = 0 }) => index === 0)
      if (choice === undefined) return
      if (choice.delta != null) readDelta(choice.delta, events)
      if (choice.finish_reason != null && choice.finish_reason !== '') {
        finishReason = finishReasonOf(choice.finish_reason)
      } else if (strangers < maxStrangers && isOnlyContent(chunk, choice.delta?.content)) {
        strangers++
        envelope = contentEnvelope(data, isOnlyContent)
      }
    },
    take(written, from, events) {
      if (envelope === undefined || failed || done) return from
      const { words, end } = envelope.take(written, from)
      say('text', words, events)
      return end
    },
    end(events, cause) {
      if (failed) return
      for (const [type, rest] of [
        ['reasoning', reasoning.end()],
        ['text', text.end()],
      ] as const) {
        if (rest !== '') events.push({ type, text: rest })
      }
      if (finishReason === undefined && !done) {
        const options = { retryable: true, cause }
        return fail(
          new ChatError('incomplete_stream', sentenceFor('incomplete_stream'), options),
          events,
        )
      }
      calls.end(events)
      if (usage !== undefined) events.push({ type: 'usage', usage: usageOf(usage) })
      events.push({
        type: 'finish',
        finishReason: refused ? 'content-filter' : (finishReason ?? 'other'),
      })
    },
  }
}

/** After so many envelopes that fitted nothing else, no more are looked for. */
const maxStrangers = 8

/** Whether an event does nothing but say this: everything else in it is absent or null, or is never read. */
function isOnlyContent(parsed: unknown, content: unknown): boolean {
  if (typeof parsed !== 'object' || parsed === null || typeof content !== 'string') return false
  const { error, choices, usage, x_groq, citations, search_results } = parsed as CompletionChunk
  if ([error, usage, x_groq, citations, search_results].some((field) => field != null)) return false
  const [choice, ...others] = Array.isArray(choices) ? (choices as readonly Choice[]) : []
  if (choice?.delta == null || others.length > 0 || (choice.index ?? 0) !== 0) return false
  const { delta, finish_reason: finish = null } = choice
  const rest = [delta.refusal, delta.reasoning_content, delta.reasoning, delta.tool_calls]
  return delta.content === content && finish === null && rest.every((field) => field == null)
}

function finishReasonOf(reason: string): FinishReason {
  switch (reason) {
    case 'stop':
      return 'stop'
    case 'length':
    case 'model_length':
      return 'length'
    case 'content_filter':
      return 'content-filter'
    case 'tool_calls':
    case 'function_call':
      return 'tool-calls'
    default:
      return 'other'
  }
}

function usageOf(raw: RawUsage): Usage {
  const fields = {
    inputTokens: raw.prompt_tokens,
    outputTokens: raw.completion_tokens,
    totalTokens: raw.total_tokens,
    reasoningTokens: raw.completion_tokens_details?.reasoning_tokens,
    cachedInputTokens: raw.prompt_tokens_details?.cached_tokens,
  }
  return Object.fromEntries(
    Object.entries(fields).filter(([, count]) => typeof count === 'number' && count >= 0),
  )
}

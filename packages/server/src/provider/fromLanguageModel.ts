import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { ChatError, type FinishReason, type Usage } from '@millrace/protocol'
import { asRecord } from './asRecord.ts'
import type { Provider, ProviderEvent } from './Provider.ts'
import { fileUrl } from './fileUrl.ts'
import { gatherReads } from './gatherReads.ts'
import { errorOf, headersOf, isUnknownKind } from './sdkErrors.ts'
import { sentenceFor } from './sentenceFor.ts'
import { newerData, promptFor, type Specification } from './specifications.ts'
import { wholeText } from './wholeText.ts'

/**
 * The least that a model of any specification must have. Versions 2 (`ai` 5), 3 (`ai` 6) and 4 (`ai` 7)
 * share the stream parts that are read here.
 */
export interface AnyLanguageModel {
  readonly specificationVersion: Specification
  readonly provider: string
  readonly modelId: string
  /** What the versions take has no common supertype. */
  doStream(
    options: never,
  ): PromiseLike<{ readonly stream: ReadableStream<unknown>; readonly response?: unknown }>
}

/** Any AI SDK language model as a provider. Read by its own `doStream`: no `streamText` in between. */
export function fromLanguageModel(
  model: AnyLanguageModel,
  {
    name = model.provider,
    now = Date.now,
  }: { readonly name?: string; readonly now?: () => number } = {},
): Provider {
  const key = keyOf(model)
  return {
    name,
    model: model.modelId,
    secrets: () => key.secrets,
    ...(key.missing === undefined ? {} : { missing: key.missing }),
    async *stream(request, { signal, onHeaders }) {
      const { prompt, maxOutputTokens, tools, toolChoice, temperature } = request
      const options = {
        prompt: promptFor(model.specificationVersion, prompt),
        maxOutputTokens,
        abortSignal: signal,
        ...(tools === undefined ? {} : { tools: [...tools] }),
        ...(toolChoice === undefined ? {} : { toolChoice }),
        ...(temperature === undefined ? {} : { temperature }),
      }
      const reader = partReader(now, model.specificationVersion)
      let body: ReadableStream<LanguageModelV4StreamPart>
      try {
        const { stream, response } = await model.doStream(options as never)
        onHeaders?.(headersOf(asRecord(response)['headers']))
        body = stream as ReadableStream<LanguageModelV4StreamPart>
      } catch (thrown) {
        onHeaders?.(headersOf(asRecord(thrown)['responseHeaders']))
        throw signal.aborted ? signal.reason : errorOf(thrown, now())
      }
      const parts = body.getReader()
      let broken: unknown
      try {
        for await (const turn of gatherReads(parts)) {
          signal.throwIfAborted()
          const events = reader.read(turn)
          if (events.length > 0) yield events
          if (events.at(-1)?.type === 'error') return
        }
      } catch (thrown) {
        if (signal.aborted) throw signal.reason
        // A socket that breaks under way says no more than a body without its end (T-16).
        if (!(thrown instanceof TypeError)) throw errorOf(thrown, now())
        broken = thrown
      } finally {
        parts.cancel().catch(() => undefined)
      }
      const last = reader.end(broken)
      if (last.length > 0) yield last
    },
  }
}

/**
 * The key that a model would send, for the log to leave out; or the SDK's words for what is missing. Models of vendors
 * keep their headers in `config`, which is no promise: one without has no key that is known.
 */
function keyOf(model: AnyLanguageModel): {
  readonly secrets: readonly string[]
  readonly missing?: string
} {
  const { headers } = asRecord(asRecord(model)['config'])
  if (typeof headers !== 'function') return { secrets: [] }
  try {
    const sent = asRecord((headers as () => unknown)())
    const secrets = Object.entries(sent).flatMap(([name, text]) =>
      /authorization|key|token/i.test(name) && typeof text === 'string'
        ? [text.replace(/^Bearer\s+/i, '')]
        : [],
    )
    return { secrets: secrets.filter((secret) => secret.length >= 8) }
  } catch (thrown) {
    const { name, message } = asRecord(thrown)
    return name === 'AI_LoadAPIKeyError'
      ? { secrets: [], missing: String(message) }
      : { secrets: [] }
  }
}

function partReader(
  now: () => number,
  specification: Specification,
): {
  /** What the parts of one turn say, up to the first error. */
  read(turn: readonly LanguageModelV4StreamPart[]): ProviderEvent[]
  end(cause: unknown): ProviderEvent[]
} {
  const text = wholeText()
  let finished = false

  function eventsOf(part: LanguageModelV4StreamPart): ProviderEvent[] {
    switch (part.type) {
      case 'reasoning-delta':
      case 'reasoning-end': {
        const said = part.type === 'reasoning-delta' ? part.delta : ''
        const { providerMetadata } = part
        if (said === '' && providerMetadata === undefined) return []
        // The signature of a thought rides in its metadata, often on the end.
        const noted = providerMetadata === undefined ? {} : { providerMetadata }
        return [{ type: 'reasoning', text: said, ...noted }]
      }
      case 'tool-input-start':
        return [{ type: part.type, toolCallId: part.id, toolName: part.toolName }]
      case 'tool-input-delta':
        return [{ type: part.type, toolCallId: part.id, delta: part.delta }]
      case 'tool-input-end':
        return [{ type: part.type, toolCallId: part.id }]
      case 'tool-call': {
        const { toolCallId, toolName, providerExecuted, providerMetadata } = part
        return [
          {
            type: part.type,
            toolCallId,
            toolName,
            input: part.input.trim() === '' ? '{}' : part.input,
            ...(providerExecuted === undefined ? {} : { providerExecuted }),
            ...(providerMetadata === undefined ? {} : { providerMetadata }),
          },
        ]
      }
      case 'tool-result': {
        const { toolCallId, result, isError = false } = part
        return [{ type: part.type, toolCallId, output: result, failed: isError }]
      }
      case 'source': {
        if (part.sourceType !== 'url') return []
        const { id, url, title } = part
        return [{ type: 'source', id, url, ...(title === undefined ? {} : { title }) }]
      }
      case 'file':
        return [
          {
            type: 'file',
            mediaType: part.mediaType,
            url: fileUrl(part.mediaType, newerData(part.data)),
          },
        ]
      case 'finish': {
        const usage: ProviderEvent = { type: 'usage', usage: usageOf(part.usage) }
        if (isWithoutEnd(part.finishReason, specification)) return [usage]
        finished = true
        const finishReason = finishReasonOf(part.finishReason)
        return [...rest(text.end()), usage, { type: 'finish', finishReason }]
      }
      case 'error':
        // The SDK's reader goes on behind it, and nothing that was said is missing.
        if (isUnknownKind(part.error)) return []
        finished = true
        return [{ type: 'error', error: errorOf(part.error, now()) }]
      default:
        return []
    }
  }

  return {
    read(turn) {
      const events: ProviderEvent[] = []
      // Neighbours become one piece: words are most of what comes.
      let words = ''
      for (const part of turn) {
        if (part.type === 'text-delta') {
          words += part.delta
          continue
        }
        events.push(...rest(text.add(words)), ...eventsOf(part))
        words = ''
        if (events.at(-1)?.type === 'error') return events
      }
      events.push(...rest(text.add(words)))
      return events
    },
    end(cause) {
      if (finished) return []
      const error = new ChatError('incomplete_stream', sentenceFor('incomplete_stream'), {
        retryable: true,
        cause,
      })
      return [...rest(text.end()), { type: 'error', error }]
    },
  }
}

function rest(text: string): ProviderEvent[] {
  return text === '' ? [] : [{ type: 'text', text }]
}

/** Version 2 and 3 count flat, version 4 in groups. */
function usageOf(usage: unknown): Usage {
  const flat = asRecord(usage)
  const input = asRecord(flat['inputTokens'])
  const output = asRecord(flat['outputTokens'])
  const inputTokens = input['total'] ?? flat['inputTokens']
  const outputTokens = output['total'] ?? flat['outputTokens']
  const known = typeof inputTokens === 'number' && typeof outputTokens === 'number'
  const counts = {
    inputTokens,
    outputTokens,
    totalTokens: flat['totalTokens'] ?? (known ? inputTokens + outputTokens : undefined),
    reasoningTokens: output['reasoning'] ?? flat['reasoningTokens'],
    cachedInputTokens: input['cacheRead'] ?? flat['cachedInputTokens'],
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => typeof count === 'number'))
}

/**
 * The SDK's words for a body that ended without its end (T-16): `unknown` in version 2, no reason at all in version 3,
 * `interrupted` in version 4.
 */
function isWithoutEnd(reason: unknown, specification: Specification): boolean {
  if (specification === 'v2') return reason === 'unknown'
  const { unified, raw } = asRecord(reason)
  if (specification === 'v3') return unified === 'other' && raw === undefined
  return unified === 'interrupted'
}

function finishReasonOf(reason: unknown): FinishReason {
  const unified = typeof reason === 'string' ? reason : asRecord(reason)['unified']
  switch (unified) {
    case 'stop':
    case 'length':
    case 'content-filter':
    case 'tool-calls':
      return unified
    default:
      return 'other'
  }
}

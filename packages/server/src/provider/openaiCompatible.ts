import {
  ChatError,
  createEventFeed,
  defaultCatalogue,
  findModel,
  readTexts,
  eventTooLarge,
} from '@millrace/protocol'
import { classify } from './classify.ts'
import { classifyThrown } from './classifyThrown.ts'
import type { Provider, ProviderEvent, ProviderRequest } from './Provider.ts'
import { readChatCompletions } from './readChatCompletions.ts'
import { sentenceFor } from './sentenceFor.ts'
import { toChatMessages } from './toChatMessages.ts'

export interface OpenaiCompatibleOptions {
  /** Up to and without `/chat/completions`: `https://api.openai.com/v1`. */
  readonly baseURL: string
  readonly model: string
  /** For people, logs and facts. Default `openai-compatible`. */
  readonly name?: string
  /** Sent as a bearer token. Local servers need none. */
  readonly apiKey?: string
  /** The header that the key goes in, as it is. Default: `authorization`, as a bearer token. */
  readonly keyHeader?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly fetch?: typeof globalThis.fetch
  /**
   * What the output limit is called. Default: as the shipped catalogue has it, `max_completion_tokens` for
   * reasoning models, which refuse the older name; else `max_tokens`, which every compatible server knows.
   */
  readonly maxTokensParam?: 'max_tokens' | 'max_completion_tokens'
  /** The most that one event may hold. Default 1,048,576. */
  readonly maxEventBytes?: number
  /** Milliseconds since the epoch, for dates in headers. Default `Date.now`. */
  readonly now?: () => number
}

/**
 * A model behind Chat Completions, read with one reader: no schema check and no promise per token. Status
 * and content type come first; the end must be proven by `finish_reason` or `[DONE]`.
 */
export function openaiCompatible(options: OpenaiCompatibleOptions): Provider {
  const { baseURL, model, name = 'openai-compatible', now = Date.now } = options
  const { maxEventBytes = 1_048_576 } = options
  const url = `${baseURL.replace(/\/$/, '')}/chat/completions`

  async function ask(request: ProviderRequest, signal: AbortSignal): Promise<Response> {
    const send = options.fetch ?? globalThis.fetch
    try {
      return await send(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          ...keyOf(options),
          ...options.headers,
        },
        body: JSON.stringify(bodyOf(request, options)),
        signal,
      })
    } catch (cause) {
      throw lost(cause, signal)
    }
  }

  return {
    name,
    model,
    address: baseURL,
    tellsHeaders: true,
    // What is shorter is no secret, but a placeholder, and would stand in words and names too.
    secrets: () => [options.apiKey ?? ''].filter((key) => key.length >= 8),
    async *stream(request, { signal, onHeaders }) {
      const response = await ask(request, signal)
      onHeaders?.(response.headers)
      const body = await openStream(response, now(), options.apiKey)
      const reader = readChatCompletions(now)
      let broken: unknown
      try {
        let events: ProviderEvent[] = []
        const feed = createEventFeed({
          maxEventBytes,
          onEvent: ({ data }) => reader.read(data, events),
          takeKnown: (text, from) => reader.take(text, from, events),
        })
        for await (const text of readTexts(body, { signal })) {
          feed.feed(text)
          if (events.length > 0) {
            yield events
            events = []
          }
          if (reader.failed) return
          if (feed.tooLarge) throw eventTooLarge(maxEventBytes)
        }
      } catch (cause) {
        if (signal.aborted) throw signal.reason
        if (cause instanceof ChatError) throw cause
        // A socket that breaks under way says no more than a body without its end (T-16).
        broken = cause
      }
      const last: ProviderEvent[] = []
      reader.end(last, broken)
      if (last.length > 0) yield last
    },
  }
}

/** The body of a good answer. */
async function openStream(
  response: Response,
  now: number,
  apiKey: string | undefined,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { status, headers, body } = response
  if (!response.ok) throw classify({ status, headers, body: await readBody(response, apiKey), now })
  const type = headers.get('content-type') ?? ''
  if (/^text\/event-stream\b/i.test(type) && body !== null) return body
  const said = await readBody(response, apiKey)
  // Some servers answer 200 and put the error in a JSON body.
  if (typeof said === 'object' && said !== null && 'error' in said) {
    throw classify({ status: undefined, headers, body: said, now })
  }
  throw new ChatError('not_a_stream', sentenceFor('not_a_stream'), { status, cause: said })
}

/** A failure's body, parsed where it is JSON, about 64 KB of it at most, without the key (T-67). */
async function readBody(response: Response, apiKey = ''): Promise<unknown> {
  let text = ''
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  try {
    while (reader !== undefined && text.length < 65_536) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    // What came of it still helps to tell what happened.
  }
  reader?.cancel().catch(() => undefined)
  // What is shorter is no secret, but a placeholder, and would stand in words and names too.
  if (apiKey.length >= 8) text = text.replaceAll(apiKey, '[redacted]')
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function lost(cause: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : classifyThrown(cause)
}

function keyOf({ apiKey, keyHeader }: OpenaiCompatibleOptions): Readonly<Record<string, string>> {
  if (apiKey === undefined) return {}
  return keyHeader === undefined ? { authorization: `Bearer ${apiKey}` } : { [keyHeader]: apiKey }
}

function bodyOf(
  request: ProviderRequest,
  { model, maxTokensParam }: OpenaiCompatibleOptions,
): object {
  const { prompt, maxOutputTokens, tools, temperature } = request
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    [maxTokensParam ?? maxTokensParamOf(model)]: maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    messages: toChatMessages(prompt),
    ...(tools === undefined || tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, inputSchema }) => ({
            type: 'function',
            function: { name, description, parameters: inputSchema },
          })),
        }),
  }
}

/** As the catalogue has it; by name for what it does not know. */
function maxTokensParamOf(model: string): 'max_tokens' | 'max_completion_tokens' {
  const known = findModel(defaultCatalogue, model)
  if (known !== undefined) return known.maxTokensParam ?? 'max_tokens'
  return /^(o\d|gpt-[5-9])/.test(model) ? 'max_completion_tokens' : 'max_tokens'
}

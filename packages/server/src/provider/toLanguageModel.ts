import type {
  LanguageModelV2,
  LanguageModelV3,
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider'
import { ChatError, type Usage } from '@millrace/protocol'
import type { Provider, ProviderEvent, ProviderRequest } from './Provider.ts'
import { sentenceFor } from './sentenceFor.ts'
import { asVersion2, asVersion3, promptFrom, type Specification } from './specifications.ts'

/**
 * A provider as a model of the AI SDK: for those who keep their own route and want the resilient stack beneath it:
 * `streamText({ model: toLanguageModel(resilient([openai('…'), groq('…')])) })`. Set `maxRetries: 0` there: one place
 * retries, not two.
 * @param specification - Default `v4`, which is `ai` 7; `v3` is `ai` 6, `v2` is `ai` 5.
 */
export function toLanguageModel<S extends Specification = 'v4'>(
  provider: Provider,
  { specification }: { readonly specification?: S } = {},
): LanguageModels[S] {
  const model = version4(provider)
  const models: { readonly [V in Specification]: () => LanguageModels[V] } = {
    v2: () => asVersion2(model),
    v3: () => asVersion3(model),
    v4: () => model,
  }
  return models[specification ?? 'v4']() as LanguageModels[S]
}

interface LanguageModels {
  readonly v2: LanguageModelV2
  readonly v3: LanguageModelV3
  readonly v4: LanguageModelV4
}

function version4(provider: Provider): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: provider.name,
    modelId: provider.model,
    supportedUrls: { 'image/*': [/^https:\/\/.*$/] },
    async doStream(options) {
      const left = new AbortController()
      const signals = options.abortSignal === undefined ? [] : [options.abortSignal]
      const signal = AbortSignal.any([...signals, left.signal])
      const reads = provider.stream(requestOf(options), { signal })[Symbol.asyncIterator]()
      const parts = partWriter()
      // Asked before it is returned: a failure before a word is thrown, as callers of the SDK expect it.
      let next: IteratorResult<readonly ProviderEvent[]> | undefined = await firstOf(reads)
      const stream = new ReadableStream<LanguageModelV4StreamPart>({
        start: (controller) =>
          controller.enqueue({ type: 'stream-start', warnings: warningsOf(options) }),
        async pull(controller) {
          // Whoever waits is not asked for again: a read that says nothing here is followed by the next one.
          for (let said = false; !said;) {
            const read = next ?? (await reads.next())
            next = undefined
            const written = read.done === true ? parts.end() : read.value.flatMap(parts.write)
            for (const part of written) controller.enqueue(part)
            const over = read.done === true || parts.ended
            // What is behind the end is closed too: breakers and timers wait for it.
            if (parts.ended) await reads.return?.()
            if (over) controller.close()
            said = over || written.length > 0
          }
        },
        cancel(reason) {
          // A read that is under way may never end by itself, and what is returned would wait behind it.
          left.abort(reason)
          void reads.return?.().then(undefined, () => undefined)
        },
      })
      return { stream }
    },
    async doGenerate(options) {
      const signal = options.abortSignal ?? new AbortController().signal
      return await gathered(provider.stream(requestOf(options), { signal }), warningsOf(options))
    },
  }
}

async function firstOf(
  reads: AsyncIterator<readonly ProviderEvent[]>,
): Promise<IteratorResult<readonly ProviderEvent[]>> {
  for (;;) {
    const read = await reads.next()
    const event = read.done === true ? undefined : read.value[0]
    if (event?.type === 'error') {
      await reads.return?.()
      throw event.error
    }
    // News is for our own route.
    if (event?.type !== 'notice') return read
  }
}

function requestOf(options: LanguageModelV4CallOptions): ProviderRequest {
  const { prompt, maxOutputTokens = 1024, tools = [], toolChoice, temperature } = options
  const functions = tools.filter((tool) => tool.type === 'function')
  return {
    prompt: promptFrom(prompt),
    maxOutputTokens,
    ...(functions.length === 0 ? {} : { tools: functions }),
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(temperature === undefined ? {} : { temperature }),
  }
}

const unsupported = [
  'stopSequences',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'seed',
] as const

/** What was asked for and is not passed on. */
function warningsOf(options: LanguageModelV4CallOptions): SharedV4Warning[] {
  const ignored: string[] = unsupported.filter((name) => options[name] !== undefined)
  const { responseFormat, tools = [] } = options
  if (responseFormat !== undefined && responseFormat.type !== 'text') ignored.push('responseFormat')
  if (tools.some(({ type }) => type !== 'function')) ignored.push('provider tools')
  return ignored.map((feature) => ({ type: 'unsupported', feature }))
}

interface PartWriter {
  readonly ended: boolean
  readonly write: (event: ProviderEvent) => readonly LanguageModelV4StreamPart[]
  readonly end: () => readonly LanguageModelV4StreamPart[]
}

/** Events as the SDK's parts: blocks are opened when something is said and closed when something else is. */
function partWriter(): PartWriter {
  let block: { readonly kind: 'text' | 'reasoning'; readonly id: string } | undefined
  let blocks = 0
  let usage: Usage | undefined
  let ended = false

  function close(): LanguageModelV4StreamPart[] {
    if (block === undefined) return []
    const { kind, id } = block
    block = undefined
    return [{ type: `${kind}-end`, id }]
  }

  function say(kind: 'text' | 'reasoning', delta: string): LanguageModelV4StreamPart[] {
    if (block?.kind === kind) return [{ type: `${kind}-delta`, id: block.id, delta }]
    const before = close()
    const id = String(blocks++)
    block = { kind, id }
    return [...before, { type: `${kind}-start`, id }, { type: `${kind}-delta`, id, delta }]
  }

  function write(event: ProviderEvent): readonly LanguageModelV4StreamPart[] {
    switch (event.type) {
      case 'text':
      case 'reasoning':
        return say(event.type, event.text)
      case 'tool-input-start':
        return [...close(), { type: event.type, id: event.toolCallId, toolName: event.toolName }]
      case 'tool-input-delta':
        return [{ type: event.type, id: event.toolCallId, delta: event.delta }]
      case 'tool-input-end':
        return [{ type: event.type, id: event.toolCallId }]
      case 'tool-call':
        return [...close(), callOf(event)]
      case 'source':
        return [
          {
            type: 'source',
            sourceType: 'url',
            id: event.id,
            url: event.url,
            ...(event.title === undefined ? {} : { title: event.title }),
          },
        ]
      case 'usage':
        ;({ usage } = event)
        return []
      case 'finish': {
        ended = true
        const finishReason = { unified: event.finishReason, raw: event.finishReason }
        return [...close(), { type: 'finish', finishReason, usage: usageOf(usage) }]
      }
      case 'error':
        ended = true
        return [...close(), { type: 'error', error: event.error }]
      case 'reset': {
        // The SDK's stream cannot take words back.
        ended = true
        const error = new ChatError('incomplete_stream', sentenceFor('incomplete_stream'))
        return [...close(), { type: 'error', error }]
      }
      default:
        // What a provider ran itself, files and news have no part here that every version reads.
        return []
    }
  }

  return {
    get ended() {
      return ended
    },
    write,
    end: () => (ended ? [] : close()),
  }
}

function callOf(event: Extract<ProviderEvent, { type: 'tool-call' }>): LanguageModelV4Content & {
  readonly type: 'tool-call'
} {
  const { toolCallId, toolName, input } = event
  return { type: 'tool-call', toolCallId, toolName, input }
}

/** The whole answer at once. @throws {ChatError} what the provider failed with. */
async function gathered(
  reads: AsyncIterable<readonly ProviderEvent[]>,
  warnings: SharedV4Warning[],
): Promise<LanguageModelV4GenerateResult> {
  const content: LanguageModelV4Content[] = []
  let usage: Usage | undefined
  let unified: LanguageModelV4GenerateResult['finishReason']['unified'] = 'other'
  for await (const read of reads) {
    for (const event of read) {
      const last = content.at(-1)
      if (event.type === 'error') throw event.error
      if (event.type === 'text' || event.type === 'reasoning') {
        if (last?.type === event.type) last.text += event.text
        else content.push({ type: event.type, text: event.text })
      } else if (event.type === 'reset') content.length = 0
      else if (event.type === 'tool-call') content.push(callOf(event))
      else if (event.type === 'usage') ({ usage } = event)
      else if (event.type === 'finish') unified = event.finishReason
    }
  }
  return { content, finishReason: { unified, raw: unified }, usage: usageOf(usage), warnings }
}

function usageOf(usage: Usage = {}): LanguageModelV4Usage {
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage
  const less = (whole: number | undefined, part: number | undefined): number | undefined =>
    whole === undefined || part === undefined ? undefined : Math.max(0, whole - part)
  return {
    inputTokens: {
      total: inputTokens,
      noCache: less(inputTokens, cachedInputTokens),
      cacheRead: cachedInputTokens,
      cacheWrite: undefined,
    },
    outputTokens: {
      total: outputTokens,
      text: less(outputTokens, reasoningTokens),
      reasoning: reasoningTokens,
    },
  }
}

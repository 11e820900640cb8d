import type {
  LanguageModelV2,
  LanguageModelV2CallWarning,
  LanguageModelV2Content,
  LanguageModelV2FinishReason,
  LanguageModelV2Prompt,
  LanguageModelV2StreamPart,
  LanguageModelV2Usage,
  LanguageModelV3,
  LanguageModelV3Prompt,
  LanguageModelV4,
  LanguageModelV4FilePart,
  LanguageModelV4FinishReason,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4ToolResultPart,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider'

/** What the versions of the AI SDK call a language model: 2 is `ai` 5, 3 is `ai` 6, 4 is `ai` 7. */
export type Specification = 'v2' | 'v3' | 'v4'

type AnyPrompt = LanguageModelV2Prompt | LanguageModelV3Prompt | LanguageModelV4Prompt
type PromptMessage = LanguageModelV4Prompt[number]
type FileData = LanguageModelV4FilePart['data']

/** A prompt as a model of that version takes it. What the version has no part for is left out. */
export function promptFor(specification: Specification, prompt: LanguageModelV4Prompt): AnyPrompt {
  if (specification === 'v4') return prompt
  return prompt.map((message) =>
    message.role === 'system'
      ? message
      : {
          ...message,
          content: (message.content as readonly Content[]).flatMap((part) =>
            olderPart(part, specification),
          ),
        },
  ) as AnyPrompt
}

/** A prompt of any version as one of version 4. */
export function promptFrom(prompt: AnyPrompt): LanguageModelV4Prompt {
  return (prompt as LanguageModelV4Prompt).map((message) =>
    message.role === 'system'
      ? message
      : ({
          ...message,
          content: (message.content as readonly Content[]).map((part) =>
            part.type === 'file' ? { ...part, data: newerData(part.data) } : part,
          ),
        } as PromptMessage),
  )
}

type Content = Exclude<PromptMessage, { role: 'system' }>['content'][number]

function olderPart(part: Content, specification: 'v2' | 'v3'): readonly object[] {
  switch (part.type) {
    case 'file':
      return [{ ...part, data: olderData(part.data) }]
    case 'tool-result':
      return [{ ...part, output: olderOutput(part.output, specification) }]
    case 'tool-approval-response':
      return specification === 'v3' ? [part] : []
    case 'reasoning-file':
    case 'custom':
      return []
    default:
      return [part]
  }
}

/** Before version 4, data was itself: base64 as a text, bytes, or a URL. */
function olderData(data: FileData): unknown {
  switch (data.type) {
    case 'data':
      return data.data
    case 'url':
      return data.url
    case 'text':
      return new TextEncoder().encode(data.text)
    case 'reference':
      return data
  }
}

/** The data of a file, of any version, as version 4 has it. */
export function newerData(data: unknown): FileData {
  if (data instanceof URL) return { type: 'url', url: data }
  if (typeof data === 'string' || data instanceof Uint8Array) return { type: 'data', data }
  return data as FileData
}

/** Version 2 knows no denial. */
function olderOutput(
  output: LanguageModelV4ToolResultPart['output'],
  specification: 'v2' | 'v3',
): object {
  if (specification === 'v3' || output.type !== 'execution-denied') return output
  return { type: 'error-text', value: output.reason ?? 'The user did not allow this.' }
}

/** A model of version 4 as one of version 3: what ours say is the same in both. */
export function asVersion3(model: LanguageModelV4): LanguageModelV3 {
  return { ...model, specificationVersion: 'v3' } as unknown as LanguageModelV3
}

/** A model of version 4 as one of version 2: usage and reasons are flat there, warnings have other names. */
export function asVersion2(model: LanguageModelV4): LanguageModelV2 {
  return {
    specificationVersion: 'v2',
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    async doStream(options) {
      const { stream } = await model.doStream(options as never)
      const older = new TransformStream<LanguageModelV4StreamPart, LanguageModelV2StreamPart>({
        transform: (part, controller) => controller.enqueue(olderStreamPart(part)),
      })
      return { stream: stream.pipeThrough(older) }
    },
    async doGenerate(options) {
      const { content, finishReason, usage, warnings } = await model.doGenerate(options as never)
      return {
        content: content as LanguageModelV2Content[],
        finishReason: olderReason(finishReason),
        usage: flat(usage),
        warnings: warnings.map(olderWarning),
      }
    },
  }
}

function olderStreamPart(part: LanguageModelV4StreamPart): LanguageModelV2StreamPart {
  switch (part.type) {
    case 'stream-start':
      return { type: part.type, warnings: part.warnings.map(olderWarning) }
    case 'finish':
      return {
        type: part.type,
        finishReason: olderReason(part.finishReason),
        usage: flat(part.usage),
      }
    default:
      return part as LanguageModelV2StreamPart
  }
}

function olderReason({ unified }: LanguageModelV4FinishReason): LanguageModelV2FinishReason {
  return unified === 'interrupted' ? 'other' : unified
}

function flat({ inputTokens, outputTokens }: LanguageModelV4Usage): LanguageModelV2Usage {
  const { total: input } = inputTokens
  const { total: output } = outputTokens
  return {
    inputTokens: input,
    outputTokens: output,
    totalTokens: input === undefined || output === undefined ? undefined : input + output,
    cachedInputTokens: inputTokens.cacheRead,
    reasoningTokens: outputTokens.reasoning,
  }
}

function olderWarning(warning: SharedV4Warning): LanguageModelV2CallWarning {
  const message = warning.type === 'unsupported' ? `${warning.feature} is not passed on.` : ''
  return { type: 'other', message }
}

import {
  type Assembly,
  emptyPartialJson,
  feedPartialJson,
  type FinishReason,
  type JsonObject,
  type Message,
  type ProviderMetadata,
} from '@millrace/protocol'

type Stored = Readonly<Record<string, unknown>>

const reasons: ReadonlySet<unknown> = new Set<FinishReason>([
  'stop',
  'length',
  'content-filter',
  'tool-calls',
  'error',
  'interrupted',
  'other',
])

/**
 * An assembly that was stored, which is hostile: undefined where the stream could not go on in it. Of inputs that were being
 * written only the text is believed.
 * @param message - Its message, checked.
 */
export function readAssembly<M extends Message>(
  { message: stored, open, inputs, finishReason, finished, problems }: Stored,
  message: M,
): Assembly<M> | undefined {
  // Without the parts that were left out, others are at other places.
  if (!isObject(stored) || stored['parts'] !== message.parts) return undefined
  if (!Array.isArray(open) || !Array.isArray(inputs) || typeof finished !== 'boolean') {
    return undefined
  }
  if (finishReason !== undefined && !isReason(finishReason)) return undefined
  const opened = open.flatMap((part: unknown) => openPartOf(part, message))
  const written = inputs.flatMap(inputOf)
  if (opened.length !== open.length || written.length !== inputs.length) return undefined
  const told: readonly unknown[] = Array.isArray(problems) ? problems : []
  return {
    message,
    open: opened,
    inputs: written,
    finishReason,
    finished,
    problems: told.filter((problem) => typeof problem === 'string').slice(-20),
  }
}

function openPartOf(value: unknown, { parts }: Message): Assembly['open'] {
  if (!isObject(value)) return []
  const { kind, id, index } = value
  if ((kind !== 'text' && kind !== 'reasoning') || typeof id !== 'string') return []
  const part = typeof index === 'number' ? parts[index] : undefined
  if (typeof index !== 'number' || part?.type !== kind || typeof part.text !== 'string') return []
  return [{ kind, id, index }]
}

function inputOf(value: unknown): Assembly['inputs'] {
  if (!isObject(value)) return []
  const { toolCallId, toolName, text, inputEncoding, title } = value
  if (typeof toolCallId !== 'string' || typeof toolName !== 'string') return []
  if (typeof text !== 'string') return []
  const { providerMetadata, toolMetadata, providerExecuted, dynamic } = value
  const isText = inputEncoding === 'text'
  return [
    {
      toolCallId,
      toolName,
      text,
      json: isText ? emptyPartialJson() : feedPartialJson(emptyPartialJson(), text),
      ...(isText || inputEncoding === 'json' ? { inputEncoding } : {}),
      ...(typeof title === 'string' ? { title } : {}),
      ...(typeof providerExecuted === 'boolean' ? { providerExecuted } : {}),
      ...(typeof dynamic === 'boolean' ? { dynamic } : {}),
      // Passed through, and never read by us.
      ...(isObject(providerMetadata)
        ? { providerMetadata: providerMetadata as ProviderMetadata }
        : {}),
      ...(isObject(toolMetadata) ? { toolMetadata: toolMetadata as JsonObject } : {}),
    },
  ]
}

function isReason(value: unknown): value is FinishReason {
  return reasons.has(value)
}

function isObject(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null
}

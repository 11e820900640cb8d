import type { ChunkOf } from '../message/Chunk.ts'
import type { DynamicToolPart, JsonObject, ProviderMetadata } from '../message/Message.ts'

/** What may come with any piece of a tool call's input. */
export interface ToolInputOptions {
  readonly inputEncoding?: 'json' | 'text'
  readonly providerExecuted?: boolean
  readonly providerMetadata?: ProviderMetadata
  readonly toolMetadata?: JsonObject
  readonly dynamic?: boolean
  readonly title?: string
}

type InputFacts =
  | { readonly state: 'input-streaming'; readonly input: unknown; readonly rawInput?: string }
  | { readonly state: 'input-available'; readonly input: unknown }
  | { readonly state: 'output-error'; readonly input: unknown; readonly errorText: string }

type Loose = Record<string, unknown>

/** The fields that belong to one state and go with it. */
const ofState = ['output', 'errorText', 'rawInput', 'inputEncoding', 'preliminary'] as const

/** A tool part with new input: the part as it was, or a new one. */
export function inputFrom(
  part: DynamicToolPart | undefined,
  call: ToolInputOptions & { readonly toolCallId: string; readonly toolName: string },
  facts: InputFacts,
): DynamicToolPart {
  const next: Loose =
    part === undefined
      ? { type: '', toolCallId: call.toolCallId }
      : without(part, [...ofState, 'input'])
  if (call.dynamic === true) {
    next['type'] = 'dynamic-tool'
    next['toolName'] = call.toolName
  } else {
    next['type'] = `tool-${call.toolName}`
  }
  set(next, { ...facts })
  set(next, {
    inputEncoding: facts.state === 'input-streaming' ? call.inputEncoding : undefined,
    title: call.title,
    toolMetadata: call.toolMetadata,
    providerExecuted: call.providerExecuted,
  })
  note(next, facts.state, call.providerMetadata)
  return next as DynamicToolPart
}

/** A tool part after a question for approval, an output, a failure or a refusal. */
export function outputFrom(
  part: DynamicToolPart,
  chunk: ChunkOf<
    'tool-approval-request' | 'tool-output-available' | 'tool-output-error' | 'tool-output-denied'
  >,
): DynamicToolPart {
  switch (chunk.type) {
    case 'tool-approval-request': {
      const approval: Loose = { id: chunk.approvalId }
      set(approval, {
        descriptor: chunk.approvalDescriptor ?? undefined,
        inputSchemaInput: chunk.inputSchemaInput,
        requestReason: chunk.reason ?? undefined,
        isAutomatic: chunk.isAutomatic === true ? true : undefined,
        signature: chunk.signature ?? undefined,
      })
      return { ...part, state: 'approval-requested', approval } as DynamicToolPart
    }
    case 'tool-output-denied':
      return { ...part, state: 'output-denied' } as DynamicToolPart
    default: {
      const failed = chunk.type === 'tool-output-error'
      const next = without(part, ofState)
      if (failed && part.type !== 'dynamic-tool')
        set(next, { rawInput: (part as Loose)['rawInput'] })
      set(next, {
        state: failed ? 'output-error' : 'output-available',
        output: failed ? undefined : chunk.output,
        errorText: failed ? chunk.errorText : undefined,
        preliminary: failed ? undefined : chunk.preliminary,
        toolMetadata: chunk.toolMetadata,
        providerExecuted: chunk.providerExecuted,
      })
      note(next, failed ? 'output-error' : 'output-available', chunk.providerMetadata)
      return next as DynamicToolPart
    }
  }
}

/** A tool part after the answer to its question for approval. */
export function approve(
  part: DynamicToolPart,
  chunk: ChunkOf<'tool-approval-response'>,
): DynamicToolPart {
  const approval: Loose = { ...part.approval, id: chunk.approvalId, approved: chunk.approved }
  set(approval, { reason: chunk.reason ?? undefined })
  const next: Loose = { ...part, state: 'approval-responded', approval }
  set(next, {
    providerExecuted: chunk.providerExecuted ?? undefined,
    callProviderMetadata: chunk.providerMetadata ?? undefined,
  })
  return next as DynamicToolPart
}

function note(next: Loose, state: string, providerMetadata: ProviderMetadata | undefined): void {
  if (providerMetadata == null) return
  const ofResult = state === 'output-available' || state === 'output-error'
  next[ofResult ? 'resultProviderMetadata' : 'callProviderMetadata'] = providerMetadata
}

/** Sets what is defined and leaves the rest as it is. */
function set(target: Loose, fields: Loose): void {
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) target[key] = value
}

function without(part: DynamicToolPart, keys: readonly string[]): Loose {
  return Object.fromEntries(Object.entries(part).filter(([key]) => !keys.includes(key)))
}

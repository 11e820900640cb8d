import type { Citation, FilePart, JsonObject, ProviderMetadata, TextPart } from './Message.ts'

/**
 * One event of the AI SDK's UI message stream, version 1 (`ai` 7,
 * `packages/ai/src/ui-message-stream/ui-message-chunks.ts`). The set is closed: what a newer sender
 * adds is skipped and reported by `readChunk`, never fatal.
 */
export type Chunk =
  | { readonly type: 'start'; readonly messageId?: string; readonly messageMetadata?: unknown }
  | { readonly type: 'start-step' }
  | { readonly type: 'finish-step' }
  | { readonly type: 'reset-step' }
  | ({ readonly type: 'text-start'; readonly id: string } & Noted)
  | ({ readonly type: 'text-delta'; readonly id: string; readonly delta: string } & Noted)
  | ({ readonly type: 'text-end'; readonly id: string; readonly citations?: Citation[] } & Noted)
  | ({ readonly type: 'reasoning-start'; readonly id: string } & Noted)
  | ({ readonly type: 'reasoning-delta'; readonly id: string; readonly delta: string } & Noted)
  | ({ readonly type: 'reasoning-end'; readonly id: string } & Noted)
  | ({
      readonly type: 'tool-input-start'
      readonly toolCallId: string
      readonly toolName: string
      readonly inputEncoding?: 'json' | 'text'
      readonly title?: string
    } & ToolNoted)
  | {
      readonly type: 'tool-input-delta'
      readonly toolCallId: string
      readonly inputTextDelta: string
    }
  | ({
      readonly type: 'tool-input-available'
      readonly toolCallId: string
      readonly toolName: string
      readonly input: unknown
      readonly title?: string
    } & ToolNoted)
  | ({
      readonly type: 'tool-input-error'
      readonly toolCallId: string
      readonly toolName: string
      readonly input: unknown
      readonly errorText: string
      readonly title?: string
    } & ToolNoted)
  | {
      readonly type: 'tool-approval-request'
      readonly approvalId: string
      readonly toolCallId: string
      readonly approvalDescriptor?: unknown
      readonly inputSchemaInput?: unknown
      readonly reason?: string
      readonly isAutomatic?: boolean
      readonly signature?: string
    }
  | ({
      readonly type: 'tool-approval-response'
      readonly approvalId: string
      readonly approved: boolean
      readonly reason?: string
      readonly providerExecuted?: boolean
    } & Noted)
  | ({
      readonly type: 'tool-output-available'
      readonly toolCallId: string
      readonly output: unknown
      readonly preliminary?: boolean
    } & ToolNoted)
  | ({
      readonly type: 'tool-output-error'
      readonly toolCallId: string
      readonly errorText: string
    } & ToolNoted)
  | { readonly type: 'tool-output-denied'; readonly toolCallId: string }
  | ({
      readonly type: 'source-url'
      readonly sourceId: string
      readonly url: string
      readonly title?: string
    } & Noted)
  | ({
      readonly type: 'source-document'
      readonly sourceId: string
      readonly mediaType: string
      readonly title: string
      readonly filename?: string
    } & Noted)
  | ({
      readonly type: 'file' | 'reasoning-file'
      readonly url: string
      readonly mediaType: string
    } & Noted)
  | ({ readonly type: 'custom'; readonly kind: `${string}.${string}` } & Noted)
  | {
      readonly type: 'steering-message'
      readonly id: string
      readonly parts: (TextPart | FilePart)[]
    }
  | DataChunk
  | { readonly type: 'message-metadata'; readonly messageMetadata: unknown }
  | {
      readonly type: 'finish'
      readonly finishReason?: FinishReason
      readonly messageMetadata?: unknown
    }
  | { readonly type: 'abort'; readonly reason?: string }
  | { readonly type: 'error'; readonly errorText: string }

/** Application data. With an `id` it replaces the part of the same type and id; transient data is never kept. */
export type DataChunk = {
  readonly type: `data-${string}`
  readonly id?: string
  readonly data: unknown
  readonly transient?: boolean
}

/** `interrupted` is the AI SDK's newest; we never send it, since older clients refuse what they do not know. */
export type FinishReason =
  | 'stop'
  | 'length'
  | 'content-filter'
  | 'tool-calls'
  | 'error'
  | 'interrupted'
  | 'other'

type Noted = { readonly providerMetadata?: ProviderMetadata }

type ToolNoted = Noted & {
  readonly providerExecuted?: boolean
  readonly toolMetadata?: JsonObject
  readonly dynamic?: boolean
}

/** The chunks of a type, or of several. */
export type ChunkOf<Type extends Chunk['type']> = Extract<Chunk, { readonly type: Type }>

/** The event that closes every stream: `data: [DONE]`. */
export const endOfStream: EndOfStream = { type: '[DONE]' }

export type EndOfStream = { readonly type: '[DONE]' }

/** Whether nothing may follow: `[DONE]`, `abort` and `error` end a stream; `finish` only the message. */
export function isEnd(
  chunk: Chunk | EndOfStream,
): chunk is EndOfStream | ChunkOf<'abort' | 'error'> {
  return chunk.type === '[DONE]' || chunk.type === 'abort' || chunk.type === 'error'
}

/** Whether a chunk carries application data, ours (`data-millrace-…`) included. */
export function isDataChunk(chunk: Chunk | EndOfStream): chunk is DataChunk {
  return chunk.type.startsWith('data-')
}

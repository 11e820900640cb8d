import type { Chunk } from './Chunk.ts'

/** What a JSON value turned out to be. */
export type ChunkReading =
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  /** A type that we do not know: to be skipped and reported. */
  | { readonly kind: 'unknown'; readonly type: string }
  /** Not a chunk at all, or a known type with a field missing or of the wrong type. */
  | { readonly kind: 'bad'; readonly reason: string }

/**
 * Checks a parsed JSON value from the wire. Only what the fold relies on is checked; keys that we do
 * not know stay, since newer senders add them.
 */
export function readChunk(value: unknown): ChunkReading {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'bad', reason: 'an event must be a JSON object' }
  }
  const { type } = value as { type?: unknown }
  if (typeof type !== 'string') return { kind: 'bad', reason: 'an event must have a type' }
  const fields = value as Record<string, unknown>
  const required = shapes.get(type)
  if (required !== undefined) {
    for (const name of required) {
      if (typeof fields[name] !== 'string') {
        return { kind: 'bad', reason: `${type} needs the text ${name}` }
      }
    }
    return { kind: 'chunk', chunk: value as Chunk }
  }
  if (type.startsWith('data-')) {
    if (fields['id'] !== undefined && typeof fields['id'] !== 'string') {
      return { kind: 'bad', reason: `${type} has an id that is not text` }
    }
    return { kind: 'chunk', chunk: value as Chunk }
  }
  if (type === 'tool-approval-response') {
    return typeof fields['approvalId'] === 'string' && typeof fields['approved'] === 'boolean'
      ? { kind: 'chunk', chunk: value as Chunk }
      : { kind: 'bad', reason: `${type} needs approvalId and approved` }
  }
  if (type === 'steering-message') {
    return typeof fields['id'] === 'string' && Array.isArray(fields['parts'])
      ? { kind: 'chunk', chunk: value as Chunk }
      : { kind: 'bad', reason: `${type} needs id and parts` }
  }
  return { kind: 'unknown', type }
}

/** The text fields that each type cannot do without. */
const shapes: ReadonlyMap<string, readonly string[]> = new Map([
  ['start', []],
  ['start-step', []],
  ['finish-step', []],
  ['reset-step', []],
  ['text-start', ['id']],
  ['text-delta', ['id', 'delta']],
  ['text-end', ['id']],
  ['reasoning-start', ['id']],
  ['reasoning-delta', ['id', 'delta']],
  ['reasoning-end', ['id']],
  ['tool-input-start', ['toolCallId', 'toolName']],
  ['tool-input-delta', ['toolCallId', 'inputTextDelta']],
  ['tool-input-available', ['toolCallId', 'toolName']],
  ['tool-input-error', ['toolCallId', 'toolName', 'errorText']],
  ['tool-approval-request', ['approvalId', 'toolCallId']],
  ['tool-output-available', ['toolCallId']],
  ['tool-output-error', ['toolCallId', 'errorText']],
  ['tool-output-denied', ['toolCallId']],
  ['source-url', ['sourceId', 'url']],
  ['source-document', ['sourceId', 'mediaType', 'title']],
  ['file', ['url', 'mediaType']],
  ['reasoning-file', ['url', 'mediaType']],
  ['custom', ['kind']],
  ['message-metadata', []],
  ['finish', []],
  ['abort', []],
  ['error', ['errorText']],
])

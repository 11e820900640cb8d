import type { ChunkOf } from '../message/Chunk.ts'
import type { Part } from '../message/Message.ts'

/** The part that is whole in one chunk. */
export function partOf(
  chunk: ChunkOf<
    | 'file'
    | 'reasoning-file'
    | 'source-url'
    | 'source-document'
    | 'custom'
    | 'steering-message'
    | 'start-step'
  >,
): Part {
  switch (chunk.type) {
    case 'file':
    case 'reasoning-file':
      return {
        type: chunk.type,
        mediaType: chunk.mediaType,
        url: chunk.url,
        ...(chunk.providerMetadata == null ? {} : { providerMetadata: chunk.providerMetadata }),
      }
    case 'source-url':
      return present<Part>({
        type: chunk.type,
        sourceId: chunk.sourceId,
        url: chunk.url,
        title: chunk.title,
        providerMetadata: chunk.providerMetadata,
      })
    case 'source-document':
      return present<Part>({
        type: chunk.type,
        sourceId: chunk.sourceId,
        mediaType: chunk.mediaType,
        title: chunk.title,
        filename: chunk.filename,
        providerMetadata: chunk.providerMetadata,
      })
    case 'custom':
      return present<Part>({
        type: chunk.type,
        kind: chunk.kind,
        providerMetadata: chunk.providerMetadata,
      })
    case 'steering-message':
      return { type: chunk.type, id: chunk.id, parts: chunk.parts }
    case 'start-step':
      return { type: 'step-start' }
  }
}

/** Without the keys that are undefined: stored and compared, an absent key is one thing. */
function present<Value extends object>(value: {
  [Key in keyof Value]: Value[Key] | undefined
}): Value
function present(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
}

import type { Part, SourceDocumentPart, SourceUrlPart } from '@millrace/protocol'
import type { Passage } from './Retrieve.ts'

/** A source, as a part of a message and as the chunk that brings it. */
export type SourceChunk = SourceUrlPart | SourceDocumentPart

/** Passages with the numbers that their sources have for the reader. */
export interface NumberedPassages {
  readonly passages: readonly { readonly number: number; readonly passage: Passage }[]
  /** What the reader is told: sources that the message does not have yet. */
  readonly sources: readonly SourceChunk[]
}

/**
 * Numbers what was found as `numberSources` of `@millrace/react` will number it: in order, several passages of one
 * source alike, behind the sources that a message which goes on has already.
 */
export function numberPassages(
  passages: readonly Passage[],
  before: readonly Part[] = [],
): NumberedPassages {
  const numbers = new Map<string, number>()
  for (const part of before) {
    if (part.type !== 'source-url' && part.type !== 'source-document') continue
    const key = keyOf(part)
    if (!numbers.has(key)) numbers.set(key, numbers.size + 1)
  }
  const sources: SourceChunk[] = []
  const numbered = passages.map((passage) => {
    const key = keyOf(passage)
    const known = numbers.get(key)
    if (known !== undefined) return { number: known, passage }
    const number = numbers.size + 1
    numbers.set(key, number)
    sources.push(sourceOf(passage, `found-${number}`))
    return { number, passage }
  })
  return { passages: numbered, sources }
}

/** What makes two sources one: the same address, or a document of the same name and kind. */
function keyOf(source: Passage | SourceChunk): string {
  if ('url' in source) {
    return `url ${URL.canParse(source.url) ? new URL(source.url).href : source.url}`
  }
  const { mediaType, title, filename = '' } = source
  return JSON.stringify([mediaType, title, filename])
}

function sourceOf(passage: Passage, sourceId: string): SourceChunk {
  if ('url' in passage) {
    const { text: _, ...page } = passage
    return { type: 'source-url', sourceId, ...page }
  }
  const { text: _, ...named } = passage
  return { type: 'source-document', sourceId, ...named }
}

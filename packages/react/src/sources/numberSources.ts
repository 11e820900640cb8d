import type {
  CitationSource,
  Part,
  SourceDocumentPart,
  SourceUrlPart,
  TextPart,
} from '@millrace/protocol'
import { checkedCitations } from './checkedCitations.ts'
import { sourceKey } from './sourceKey.ts'

export type SourcePart = SourceUrlPart | SourceDocumentPart

/** The sources of a message. The first has the number 1. */
export interface NumberedSources {
  readonly list: readonly SourcePart[]
  /** By `sourceKey`. */
  readonly numbers: ReadonlyMap<string, number>
}

/**
 * Numbers the sources of a message in the order of its parts; one that comes twice is one. What is only cited in a
 * text comes behind them.
 */
export function numberSources(parts: readonly Part[]): NumberedSources {
  const list: SourcePart[] = []
  const numbers = new Map<string, number>()
  const add = (source: SourcePart): void => {
    const key = sourceKey(source)
    const number = numbers.get(key)
    if (number === undefined) {
      numbers.set(key, list.push(source))
      return
    }
    const before = list[number - 1]
    // Some servers name a source first and say later what it is called.
    if (before?.title === undefined && source.title !== undefined) list[number - 1] = source
  }
  for (const part of parts) {
    if (isShown(part)) add(part)
  }
  for (const { citations } of parts.filter(isCited)) {
    for (const { source } of checkedCitations(citations)) add(asPart(source))
  }
  return { list, numbers }
}

/** What was stored is hostile: an address that is none is no source. */
function isShown(part: Part): part is SourcePart {
  return part.type === 'source-url' ? typeof part.url === 'string' : part.type === 'source-document'
}

function isCited(part: Part): part is TextPart {
  return part.type === 'text' && part.citations !== undefined
}

const made = new WeakMap<CitationSource, SourcePart>()

/** What is cited as a part: the same one each time. */
function asPart(source: CitationSource): SourcePart {
  const before = made.get(source)
  if (before !== undefined) return before
  const { type: _, sourceType, id, ...rest } = source
  // The types of the two say the same in other words.
  const part = { type: `source-${sourceType}`, sourceId: id, ...rest } as SourcePart
  made.set(source, part)
  return part
}

import type { Citation, CitationSource } from '@millrace/protocol'

/** How many citations of one text are looked at: each is a button (T-53). */
const mostCitations = 1000

/** What can be shown of what came as citations. The wire does not check what is in them. */
export function checkedCitations(citations: unknown): readonly Citation[] {
  if (!Array.isArray(citations)) return []
  return (citations as readonly unknown[]).slice(0, mostCitations).filter(isCitation)
}

function isCitation(value: unknown): value is Citation {
  return isObject(value) && isSource(value['source'])
}

function isSource(value: unknown): value is CitationSource {
  if (!isObject(value)) return false
  return value['sourceType'] === 'url'
    ? typeof value['url'] === 'string'
    : value['sourceType'] === 'document' && typeof value['title'] === 'string'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

import type { CitationSource, SourceDocumentPart, SourceUrlPart } from '@millrace/protocol'

/** A source, as a part of a message or as what a citation cites. */
export type AnySource = SourceUrlPart | SourceDocumentPart | CitationSource

/** Longer addresses are compared as they are written. */
const longestUrl = 4096

const keys = new WeakMap<AnySource, string>()

/**
 * What makes two sources one: the same address, or a document of the same name and kind. Not their ids, which
 * servers make anew each time that a source is named.
 */
export function sourceKey(source: AnySource): string {
  const known = keys.get(source)
  if (known !== undefined) return known
  const key = isUrlSource(source)
    ? `url ${normalized(source.url)}`
    : JSON.stringify([source.mediaType, source.title, source.filename ?? ''])
  keys.set(source, key)
  return key
}

/** Whether a source is an address, by what it says that it is: it is hostile, and may have an address all the same. */
export function isUrlSource(
  source: AnySource,
): source is Extract<AnySource, { readonly url: string }> {
  return source.type === 'source' ? source.sourceType === 'url' : source.type === 'source-url'
}

function normalized(url: unknown): string {
  if (typeof url !== 'string') return ''
  return url.length < longestUrl && URL.canParse(url) ? new URL(url).href : url
}

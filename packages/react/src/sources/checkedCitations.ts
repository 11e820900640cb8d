import type { Citation, CitationSource } from '@millrace/protocol'

/** How many citations of one text are looked at: each is a button (T-53). */
const mostCitations = 1000

/** What can be shown of what came as citations. The wire does not check what is in them. */
export function checkedCitations(citations: unknown): readonly Citation[] {
  if (!Array.isArray(citations)) return []
  return (citations as readonly unknown[]).slice(0, mostCitations).flatMap((citation) => {
    const source = isObject(citation) ? checkedSource(citation['source']) : undefined
    return source === undefined ? [] : [{ ...(citation as Citation), source }]
  })
}

const checked = new WeakMap<object, CitationSource | 'none'>()

/** What of a source is what it should be: the same one each time, since sources are known again by that. */
function checkedSource(value: unknown): CitationSource | undefined {
  if (!isObject(value)) return undefined
  const source = checked.get(value) ?? cleanSource(value) ?? 'none'
  checked.set(value, source)
  return source === 'none' ? undefined : source
}

function cleanSource({ sourceType, ...given }: Loose): CitationSource | undefined {
  const { url, title } = given
  const shared = {
    type: 'source',
    id: textOf(given['id']),
    ...(isObject(given['providerMetadata'])
      ? { providerMetadata: given['providerMetadata'] as CitationSource['providerMetadata'] & {} }
      : {}),
  } as const
  if (sourceType === 'url' && typeof url === 'string') {
    return { ...shared, sourceType, url, ...(typeof title === 'string' ? { title } : {}) }
  }
  if (sourceType !== 'document' || typeof title !== 'string') return undefined
  const { filename } = given
  const named = typeof filename === 'string' ? { filename } : {}
  return { ...shared, sourceType, mediaType: textOf(given['mediaType']), title, ...named }
}

type Loose = Readonly<Record<string, unknown>>

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null
}

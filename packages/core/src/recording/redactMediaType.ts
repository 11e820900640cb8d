/** A media type that says what everybody may know. Rarer ones keep their kind: `image/xxx`. */
export function redactMediaType(mediaType: string): string {
  if (known.has(mediaType)) return mediaType
  const [kind = ''] = mediaType.split('/')
  return `${kinds.has(kind) ? kind : 'application'}/x`
}

const kinds = new Set(['application', 'audio', 'font', 'image', 'model', 'text', 'video'])
const known = new Set([
  'application/json',
  'application/octet-stream',
  'application/pdf',
  'audio/mpeg',
  'audio/wav',
  'audio/webm',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/svg+xml',
  'image/webp',
  'text/csv',
  'text/html',
  'text/markdown',
  'text/plain',
  'video/mp4',
])

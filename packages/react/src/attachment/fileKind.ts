/** What a file is, in the words of a reader. */
export type FileKind =
  | 'image'
  | 'audio'
  | 'video'
  | 'text'
  | 'pdf'
  | 'document'
  | 'spreadsheet'
  | 'presentation'
  | 'archive'
  | 'file'

const kinds: readonly (readonly [RegExp, FileKind])[] = [
  [/^image\//, 'image'],
  [/^audio\//, 'audio'],
  [/^video\//, 'video'],
  [/^application\/pdf$/, 'pdf'],
  [/spreadsheet|ms-excel|^text\/(csv|tab-separated-values)$/, 'spreadsheet'],
  [/presentation|ms-powerpoint/, 'presentation'],
  [/wordprocessing|msword|opendocument\.text|^application\/rtf$/, 'document'],
  [/^application\/(zip|gzip|x-tar|x-7z-compressed|vnd\.rar|x-bzip2?|zstd)$/, 'archive'],
  [/^text\/|^application\/(json|xml|yaml|toml|javascript|x-ndjson)$|\+(json|xml)$/, 'text'],
]

/** What a media type says of a file. All of it is hostile: only what is known chooses. */
export function fileKind(mediaType: unknown): FileKind {
  const type = plainMediaType(mediaType) ?? ''
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'file'
}

/** The type without its parameters, in lower case; undefined for what is none. */
export function plainMediaType(mediaType: unknown): string | undefined {
  if (typeof mediaType !== 'string') return undefined
  const [type = ''] = mediaType.slice(0, 200).toLowerCase().split(';', 1)
  return /^[a-z]+\/[\w.+-]{1,100}$/.test(type.trim()) ? type.trim() : undefined
}

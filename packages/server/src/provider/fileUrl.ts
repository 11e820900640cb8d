import type { LanguageModelV4FilePart } from '@ai-sdk/provider'

/** What a file holds as a URL: its own, or one that has the data in it. Empty for what only a vendor can look up. */
export function fileUrl(mediaType: string, data: LanguageModelV4FilePart['data']): string {
  if (data.type === 'url') return data.url.toString()
  if (data.type === 'text') return `data:${mediaType},${encodeURIComponent(data.text)}`
  if (data.type === 'reference') return ''
  const base64 = typeof data.data === 'string' ? data.data : toBase64(data.data)
  return `data:${mediaType};base64,${base64}`
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

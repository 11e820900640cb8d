/** The `data:` URL of a file that a part brings along; undefined for every other part. */
export function inlineData(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined
  const { type, url } = part as { readonly type?: unknown; readonly url?: unknown }
  return type === 'file' && typeof url === 'string' && isDataUrl(url) ? url : undefined
}

/** Whether it has its data in itself. A slash would begin the name of a host, which need not be one. */
export function isDataUrl(url: string): boolean {
  return /^data:(?!\/)/i.test(url)
}

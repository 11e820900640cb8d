/**
 * The URL if it may be followed, else `''`. Allowed are `http`, `https` and `mailto`, and addresses within the
 * page (T-47). Control characters and spaces, which browsers ignore in a scheme, do not hide one.
 */
export function safeUrl(url: string): string {
  const scheme = /^[\s\u0000-\u001f]*([a-z][a-z0-9+.\-\s\u0000-\u001f]*):/i.exec(url)
  if (scheme === null) return /^[\s\u0000-\u001f]*(\/\/|\\)/.test(url) ? '' : url
  const name = (scheme[1] ?? '').replace(/[\s\u0000-\u001f]/g, '').toLowerCase()
  return name === 'http' || name === 'https' || name === 'mailto' ? url : ''
}

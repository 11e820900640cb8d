/**
 * The URL if it may be followed, else `''`: `http`, `https` and `mailto` written out plainly, and places within
 * the message (T-47). What a model calls a relative address would lead into the host's own application.
 */
export function safeUrl(url: string): string {
  if (url.startsWith('#')) return url
  return /^(https?:\/\/[^/\\]|mailto:)/i.test(url) && URL.canParse(url) ? url : ''
}

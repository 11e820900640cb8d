/**
 * Whether a segment of a path leads elsewhere: a single-dot or double-dot segment of WHATWG URL. Nothing encodes them, since
 * `%2e` is a dot there too; of an id that is written so, `encodeURIComponent` encodes the `%`.
 */
export function isDotSegment(segment: string): boolean {
  return segment === '.' || segment === '..'
}

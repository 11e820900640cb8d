import type { Frame } from '../stream/eventFrame.ts'

/** Where a token is among the events, the first being 1; past the end, the last; undefined if none is. */
export function indexOfToken(frames: readonly Frame[], token: number): number | undefined {
  const tokens = frames.flatMap(({ kind }, index) => (kind === 'token' ? [index] : []))
  return tokens[Math.min(token, tokens.length) - 1]
}

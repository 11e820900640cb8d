import type { Gap } from './createReception.ts'

/** `7`, or `7–9`. */
export function rangeOf({ from, to }: Gap): string {
  return from === to ? String(from) : `${from}–${to}`
}

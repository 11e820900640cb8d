'use client'

import { useState } from 'react'
import { printValue } from './printValue.ts'

/** Shown at first, in characters (T-53). */
const first = 10_000

/** Shown with each press after that. */
const step = 100_000

export interface ShownValue {
  readonly text: string
  /** How much is shown with the next press, in characters. */
  readonly rest: number
  /** Whether all is shown then. */
  readonly isLast: boolean
  showMore(): void
}

/** A value as text, as far as the reader has asked for it: what nobody asks for is not even printed. */
export function useShownValue(value: unknown): ShownValue {
  const [limit, setLimit] = useState(first)
  const printed = printValue(value, limit + step)
  const text = printed.slice(0, isSplit(printed, limit) ? limit - 1 : limit)
  return {
    text,
    rest: printed.length - text.length,
    isLast: printed.length < limit + step,
    showMore: () => setLimit(limit + step),
  }
}

/** Whether a character has a half on either side. */
function isSplit(text: string, index: number): boolean {
  return index < text.length && text.charCodeAt(index - 1) >>> 10 === 0x36
}

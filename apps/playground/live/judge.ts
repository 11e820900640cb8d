/** How what is shown compares with what was written. */
export type Verdict =
  /** To the letter. */
  | { readonly kind: 'exact'; readonly letters: number }
  /** It ended early, and is all right so far. */
  | { readonly kind: 'beginning'; readonly letters: number; readonly of: number }
  /** No model wrote it. */
  | { readonly kind: 'automatic' }
  | { readonly kind: 'different'; readonly at: number }

export interface Ended {
  readonly shown: string
  readonly written: string
  /** It did not come to its end: it was stopped, or interrupted for good. */
  readonly early: boolean
  readonly automatic: boolean
}

/** Compares both texts. An early end is no excuse for anything but a missing rest. */
export function judge({ shown, written, early, automatic }: Ended): Verdict {
  if (automatic) return { kind: 'automatic' }
  if (shown === written) return { kind: 'exact', letters: shown.length }
  if (early && written.startsWith(shown)) {
    return { kind: 'beginning', letters: shown.length, of: written.length }
  }
  let at = 0
  while (at < shown.length && shown[at] === written[at]) at++
  return { kind: 'different', at }
}

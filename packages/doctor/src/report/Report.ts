/** What is looked at, in the order in which it is told. */
export const checkIds = [
  'reachable',
  'provider',
  'headers',
  'buffering',
  'numbering',
  'resume',
  'stop',
  'cors',
  'keys',
  'clock',
] as const

export type CheckId = (typeof checkIds)[number]

/** What one check came to, in plain sentences. */
export type Finding =
  /** `skipped` says in `seen` why nothing could be told. */
  | { readonly result: 'ok' | 'skipped'; readonly seen: string }
  | { readonly result: 'warning' | 'failed'; readonly seen: string; readonly advice: string }

export type Check = Finding & { readonly id: CheckId }

/** Everything in it can be printed: nothing moves a cursor, and what was handed in as secret is masked. */
export interface Report {
  /** What was looked at, without its query. */
  readonly url: string
  /** Whether nothing failed. Warnings do not count. */
  readonly ok: boolean
  /** One for each id, in the order of `checkIds`. */
  readonly checks: readonly Check[]
  /** How many questions were sent: each of them may have cost something. */
  readonly questions: number
}

import type { Trouble } from '../provider/Trouble.ts'

export const troubles: readonly (readonly [Trouble, string])[] = [
  ['none', 'Well'],
  ['busy', 'Busy: 429, Retry-After 3 s'],
  ['outage', 'Outage: 503'],
  ['quota', 'Allowance used up: 429'],
]

export const windows: readonly (readonly [number, string])[] = [
  [2000, '2,000 tokens'],
  [8000, '8,000 tokens'],
  [128_000, '128,000 tokens'],
]

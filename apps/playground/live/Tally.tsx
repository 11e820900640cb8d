import type { ReactNode } from 'react'
import type { LiveSnapshot } from './createLiveLog.ts'
import { rangeOf } from './rangeOf.ts'

/** What the network did to the answer, and where the client stands. */
export function Tally({
  counts,
  after,
  held,
  gap,
}: Pick<LiveSnapshot, 'counts' | 'after' | 'held' | 'gap'>): ReactNode {
  return (
    <dl className="playground-tally">
      <Count name="Lost" value={counts.dropped} kind="dropped" />
      <Count name="Repeated" value={counts.repeated} kind="repeated" />
      <Count name="Swapped" value={counts.swapped} kind="swapped" />
      <Count name="Cut" value={counts.cut} kind="cut" />
      <Count name="Resumed" value={counts.resumes} />
      <Count name="In order up to" value={after < 0 ? '–' : after} />
      <Count name="Held back" value={held} />
      <Count name="Missing" value={gap === undefined ? '–' : rangeOf(gap)} />
    </dl>
  )
}

interface CountProps {
  readonly name: string
  readonly value: number | string
  readonly kind?: string
}

function Count({ name, value, kind }: CountProps): ReactNode {
  return (
    <div data-fate={value === 0 ? undefined : kind}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

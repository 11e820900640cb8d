import type { ReactNode } from 'react'
import type { LiveSnapshot, Rate } from './createLiveLog.ts'

const widthPx = 10
const heightPx = 24
/** Few are not drawn as many. */
const leastScale = 6

/** Events read and updates shown over the last ten seconds: the one is wild, the other is not. */
export function PulseChart({
  events,
  updates,
}: Pick<LiveSnapshot, 'events' | 'updates'>): ReactNode {
  return (
    <dl className="playground-pulse">
      <Strip name="Events read" rate={events} kind="events" />
      <Strip name="Updates shown" rate={updates} kind="updates" />
    </dl>
  )
}

interface StripProps {
  readonly name: string
  readonly rate: Rate
  readonly kind: 'events' | 'updates'
}

function Strip({ name, rate: { perSecond, slices }, kind }: StripProps): ReactNode {
  return (
    <div data-kind={kind}>
      <dt>{name}</dt>
      <dd>
        {`${perSecond} /s`}
        <svg
          viewBox={`0 0 ${slices.length * widthPx} ${heightPx}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path d={bars(slices)} />
        </svg>
      </dd>
    </div>
  )
}

/** One path for all bars: one node to change. */
function bars(slices: readonly number[]): string {
  const most = Math.max(leastScale, ...slices)
  return slices
    .map((count, index) => {
      const height = (count / most) * heightPx
      const x = index * widthPx
      return count === 0 ? '' : `M${x + 1} ${heightPx}v${-height}h${widthPx - 2}v${height}z`
    })
    .join('')
}

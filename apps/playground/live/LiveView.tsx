import { type ReactNode, useState, useSyncExternalStore } from 'react'
import type { LiveLog, LiveSnapshot } from './createLiveLog.ts'
import { EventTable } from './EventTable.tsx'
import { PulseChart } from './PulseChart.tsx'
import { Tally } from './Tally.tsx'
import { VerdictLine } from './VerdictLine.tsx'
import { Way } from './Way.tsx'

/** What happens on the wire, as it happens. Not a live region: it would never stop talking. */
export function LiveView({ live }: { readonly live: LiveLog }): ReactNode {
  const now = useSyncExternalStore(live.subscribe, live.getSnapshot)
  const [held, setHeld] = useState<LiveSnapshot>()
  const { status, verdict, counts, letters, events, updates, entries, ...client } = held ?? now
  return (
    <section className="playground-live" aria-labelledby="playground-live">
      <div className="playground-live-head">
        <h2 id="playground-live">On the wire</h2>
        <button
          type="button"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held === undefined ? now : undefined)}
        >
          Hold still
        </button>
      </div>
      <VerdictLine status={status} verdict={verdict} />
      <Way letters={letters} />
      <PulseChart events={events} updates={updates} />
      <Tally counts={counts} {...client} />
      <EventTable entries={entries} />
    </section>
  )
}

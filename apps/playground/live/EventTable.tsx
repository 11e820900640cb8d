import { memo, type ReactNode } from 'react'
import type { Fate } from '../network/disturb.ts'
import type { LiveEntry, LiveEvent } from './LiveEntry.ts'
import { rangeOf } from './rangeOf.ts'

/** The latest events, the newest first. */
export function EventTable({ entries }: { readonly entries: readonly LiveEntry[] }): ReactNode {
  return (
    // What scrolls must be reachable by keyboard.
    <section className="playground-events" aria-label="Events" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">No.</th>
            <th scope="col">Event</th>
            <th scope="col">Bytes</th>
            <th scope="col">Network</th>
            <th scope="col">Client</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} />
          ))}
        </tbody>
      </table>
      {entries.length === 0 ? <p>Nothing has happened yet.</p> : null}
    </section>
  )
}

/** An entry never changes: one that does is another. */
const Row = memo(function Row({ entry }: { readonly entry: LiveEntry }): ReactNode {
  if (entry.kind === 'note') {
    return (
      <tr data-from={entry.from}>
        <td colSpan={5}>{`${names[entry.from]} ${entry.text}`}</td>
      </tr>
    )
  }
  const { n, type, bytes, fate } = entry.event
  return (
    <tr data-fate={fate} data-made={entry.made?.kind}>
      <td>{n ?? ''}</td>
      <td>{type.replace('data-millrace-', '')}</td>
      <td>{bytes}</td>
      <td>{fates[fate]}</td>
      <td>{wordsOf(entry.made)}</td>
    </tr>
  )
})

const names = { client: 'Client', network: 'Network', route: 'Route' } as const

const fates: Readonly<Record<Fate, string>> = {
  delivered: 'delivered',
  repeated: 'repeated',
  swapped: 'swapped',
  dropped: 'lost',
  cut: 'cut',
}

function wordsOf(made: LiveEvent['made']): string {
  switch (made?.kind) {
    case undefined:
      return ''
    case 'in-order':
      return made.released === 0 ? 'in order' : `in order, frees ${made.released}`
    case 'repeated':
      return 'known already'
    case 'held':
      return `waits for ${rangeOf(made.gap)}`
    case 'too-early':
      return 'too far ahead'
    case 'late':
      return 'after the end'
    case 'unread':
      return 'not read'
  }
}

import type { ReactNode } from 'react'
import { parts } from 'virtual:millrace-reference'
import { anchorOf, PartEntry } from './PartEntry.tsx'

/** All parts, family by family, and behind them the nodes that only other parts render. */
export function PartsReference(): ReactNode {
  const families = new Set(parts.map(({ family }) => family))
  return [...families].map((family) => (
    <section key={family ?? ''}>
      <h2 id={`family-${anchorOf(family ?? 'inner')}`}>
        {family ?? 'What only other parts render'}
      </h2>
      {family === undefined && (
        <p>These cannot be imported: they are within Markdown, files, sources and tools.</p>
      )}
      {parts.map(
        (part) =>
          part.family === family && (
            <PartEntry key={part.name} part={part} withProps={family !== undefined} />
          ),
      )}
    </section>
  ))
}

import type { MouseEvent, MouseEventHandler } from 'react'
import { chain } from '../part/renderPart.ts'
import type { Disclosure } from './DisclosureContext.ts'

/** What makes a `<button>` the one that opens and closes (WAI-ARIA Authoring Practices, "Disclosure"). */
export function triggerProps(
  { open, triggerId, contentId, set }: Disclosure,
  onClick: MouseEventHandler<HTMLButtonElement> | undefined,
): Readonly<Record<string, unknown>> {
  return {
    type: 'button',
    id: triggerId,
    'aria-expanded': open,
    'aria-controls': contentId,
    onClick: chain(onClick, (_event: MouseEvent<HTMLButtonElement>) => set(!open)),
  }
}

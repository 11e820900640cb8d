'use client'

import type { ComponentProps, MouseEvent } from 'react'
import { chain } from '../part/renderPart.ts'
import type { Disclosure } from './DisclosureContext.ts'
import { useHalfId } from './useHalfId.ts'

/** What makes a `<button>` the one that opens and closes (WAI-ARIA Authoring Practices, "Disclosure"). */
export function useTriggerProps(
  disclosure: Disclosure,
  { id, onClick }: Pick<ComponentProps<'button'>, 'id' | 'onClick'>,
): Readonly<Record<string, unknown>> {
  const { open, contentId, set } = disclosure
  return {
    type: 'button',
    id: useHalfId(disclosure, 'trigger', id),
    'aria-expanded': open,
    'aria-controls': contentId,
    onClick: chain(onClick, (_event: MouseEvent<HTMLButtonElement>) => set(!open)),
  }
}

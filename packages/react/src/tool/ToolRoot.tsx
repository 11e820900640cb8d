'use client'

import type { ReactNode } from 'react'
import { DisclosureContext } from '../disclosure/DisclosureContext.ts'
import { type DisclosureProps, useDisclosure } from '../disclosure/useDisclosure.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { isAsked } from './isAsked.ts'
import { type ToolCallPart, ToolContext } from './ToolContext.ts'
import { useCanGoOn } from './useCanGoOn.ts'

/** What a call shows. */
export interface ToolState {
  /** The state of the call as the AI SDK names it. */
  readonly state: ToolCallPart['state']
  readonly open: boolean
}

export type ToolRootProps = Omit<PartProps<'div', ToolState>, 'part'> &
  DisclosureProps & { readonly part: ToolCallPart }

/**
 * A call of a tool and what came of it. Renders one `<div>`: `data-state` is the state of the call as the AI SDK names
 * it; `data-open` is present while its details are open. By itself it is open while the reader is asked for his
 * approval; once he has opened or closed it, it stays as he left it.
 */
export function ToolRoot({
  part,
  open,
  defaultOpen,
  onOpenChange,
  ...props
}: ToolRootProps): ReactNode {
  const shown = { part, canGoOn: useCanGoOn(part) }
  const disclosure = useDisclosure({ open, defaultOpen, onOpenChange }, isAsked(shown))
  const { state } = part
  const own = {
    'data-part': 'tool',
    'data-state': state,
    'data-open': disclosure.open ? '' : undefined,
  }
  return (
    <DisclosureContext value={disclosure}>
      <ToolContext value={shown}>
        {renderPart('div', props, own, { state, open: disclosure.open })}
      </ToolContext>
    </DisclosureContext>
  )
}

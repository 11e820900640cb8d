'use client'

import type { ReactNode } from 'react'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { type PanelState, stateOf, usePanel } from './PanelContext.ts'

/** The row above the chat, with its title and what closes it. Renders one `<header>`. */
export function PanelHeader(props: PartProps<'header', PanelState>): ReactNode {
  return renderPart('header', props, { 'data-part': 'panel-header' }, stateOf(usePanel()))
}

'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { type PanelState, stateOf, usePanel } from './PanelContext.ts'

/** Names the panel. Renders one `<h2>`; give another element to `render` where a page's outline wants one. */
export function PanelTitle({ id, ...props }: PartProps<'h2', PanelState>): ReactNode {
  const panel = usePanel()
  const { chat } = useLabels()
  const own = { 'data-part': 'panel-title', id: panel.titleId, children: chat }
  return renderPart('h2', props, own, stateOf(panel))
}

'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { type StatusState, useStatusContext } from './StatusContext.ts'
import { statusWords } from './statusWords.ts'

/** What there is to tell, in our words: never what a provider wrote. Renders one `<p>`. */
export function StatusText(props: PartProps<'p', StatusState>): ReactNode {
  const labels = useLabels()
  const { status } = useStatusContext()
  const own = { 'data-part': 'status-text', children: statusWords(status, labels) }
  return renderPart('p', props, own, status)
}

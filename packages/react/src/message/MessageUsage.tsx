'use client'

import { factsOf, usageOf } from '@millrace/protocol'
import { type ReactNode, useContext } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { CatalogueContext } from '../usage/CatalogueContext.ts'
import { costOfUsage } from '../usage/costOfUsage.ts'
import { usageText } from '../usage/usageText.ts'
import { useMessageContext } from './MessageContext.ts'

/**
 * What an answer used, and what it cost where that is known: `1,204 in · 356 out · $0.0042`. Renders one `<p>`, or
 * nothing for what no model wrote and while it is being written. `data-estimated` is present where nobody counted.
 */
export function MessageUsage(props: PartProps<'p'>): ReactNode {
  const { message, streaming } = useMessageContext()
  const catalogue = useContext(CatalogueContext)
  const labels = useLabels()
  if (streaming) return null
  const usage = usageOf(message)
  if (usage === undefined) return null
  const own = {
    'data-part': 'message-usage',
    'data-estimated': usage.estimated === true ? '' : undefined,
    children: usageText(labels, usage, costOfUsage(usage, factsOf(message).model, catalogue)),
  }
  return renderPart('p', props, own, undefined)
}

'use client'

import { cachedOf, factsOf, type Message, type Usage, usageOf } from '@millrace/protocol'
import { type ReactNode, useContext } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { CatalogueContext } from '../usage/CatalogueContext.ts'
import { costOfUsage } from '../usage/costOfUsage.ts'
import { usageText } from '../usage/usageText.ts'
import { useMessagePlace, useMessageValue } from './MessageContext.ts'

/**
 * What an answer used, and what it cost where that is known: `1,204 in · 356 out · $0.0042`; what it saved, where it
 * was given before. Renders one `<p>`, or nothing for what no model wrote and while it is being written. `data-estimated` is present where nobody counted.
 */
export function MessageUsage(props: PartProps<'p'>): ReactNode {
  const { streaming } = useMessagePlace()
  const catalogue = useContext(CatalogueContext)
  const labels = useLabels()
  const estimated = useMessageValue((message) => !streaming && isEstimated(message))
  const words = useMessageValue((message) => {
    if (streaming) return undefined
    const facts = factsOf(message)
    const tell = (usage: Usage): string =>
      usageText(labels, usage, costOfUsage(usage, facts.model, catalogue))
    const saved = cachedOf(facts)?.saved
    if (saved !== undefined) return labels.saved(tell(saved))
    const usage = usageOf(message)
    return usage && tell(usage)
  })
  if (words === undefined) return null
  const own = {
    'data-part': 'message-usage',
    'data-estimated': estimated === true ? '' : undefined,
    children: words,
  }
  return renderPart('p', props, own, undefined)
}

function isEstimated(message: Message): boolean {
  return usageOf(message)?.estimated === true
}

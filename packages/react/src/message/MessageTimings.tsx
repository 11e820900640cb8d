'use client'

import { factsOf, type Message, usageOf } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import type { Labels } from '../labels/labels.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useMessagePlace, useMessageValue } from './MessageContext.ts'

/**
 * How fast an answer came: `0.4 s to the first word · 62 tokens/s`. From what the route measured, in
 * `metadata.millrace.timings`. Renders one `<p>`, or nothing where nobody measured and while it is being written.
 */
export function MessageTimings(props: PartProps<'p'>): ReactNode {
  const { streaming } = useMessagePlace()
  const labels = useLabels()
  const words = useMessageValue((message) => (streaming ? '' : timingsOf(message, labels)))
  if (words === undefined || words === '') return null
  return renderPart('p', props, { 'data-part': 'message-timings', children: words }, undefined)
}

/** A rate over less says nothing. */
const leastMs = 50

function timingsOf(message: Message, labels: Labels): string {
  const { timings, canned } = factsOf(message)
  const { count, seconds } = numbersFor(labels.locale)
  if (canned !== undefined) return ''
  const firstTokenMs = measured(timings?.firstTokenMs)
  const totalMs = measured(timings?.totalMs)
  const outputTokens = measured(usageOf(message)?.outputTokens)
  const writingMs = (totalMs ?? 0) - (firstTokenMs ?? 0)
  const words = []
  if (firstTokenMs !== undefined) words.push(labels.firstWordAfter(seconds(firstTokenMs)))
  if (firstTokenMs !== undefined && outputTokens !== undefined && writingMs >= leastMs) {
    words.push(labels.tokensPerSecond(count(outputTokens / (writingMs / 1000))))
  }
  return words.join(' · ')
}

/** Facts may come from a store that somebody else wrote. */
function measured(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

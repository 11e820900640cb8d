'use client'

import { factsOf } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import type { Labels } from '../labels/labels.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useMessageContext } from './MessageContext.ts'

/**
 * What is to be known of an answer beside its text: who gave it, and that it is not whole. Renders one
 * `<p>`, or nothing where there is nothing to say.
 */
export function MessageFooter(props: PartProps<'p'>): ReactNode {
  const { message, streaming, footerId } = useMessageContext()
  const labels = useLabels()
  if (message.role !== 'assistant' || streaming) return null
  const { provider, model, status, finishReason, canned } = factsOf(message)
  const notes = [
    // No model wrote an automatic reply, whoever was asked.
    canned !== undefined
      ? labels.automatic
      : text(model) && text(provider)
        ? `${model} · ${provider}`
        : undefined,
    noteOf(labels, status, finishReason),
  ].filter((note) => note !== undefined)
  if (notes.length === 0) return null
  return renderPart(
    'p',
    props,
    { 'data-part': 'message-footer', id: footerId, children: notes.join(' · ') },
    undefined,
  )
}

/** Facts may come from a store that somebody else wrote. */
function text(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function noteOf(labels: Labels, status: unknown, finishReason: unknown): string | undefined {
  if (status === 'stopped') return labels.stopped
  if (status === 'interrupted') return labels.interrupted
  if (status === 'failed') return labels.failed
  if (finishReason === 'length') return labels.cutAtLength
  return finishReason === 'content-filter' ? labels.filtered : undefined
}

'use client'

import { cachedOf, type Facts, factsOf, type Message } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import type { Labels } from '../labels/labels.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useMessagePlace, useMessageValue } from './MessageContext.ts'

/**
 * What is to be known of an answer beside its text: who gave it, and that it is not whole. Renders one
 * `<p>`, or nothing where there is nothing to say and while it is being written.
 */
export function MessageFooter(props: PartProps<'p'>): ReactNode {
  const { role, streaming, footerId } = useMessagePlace()
  const labels = useLabels()
  const notes = useMessageValue((message) => notesOn(message, labels))
  if (role !== 'assistant' || streaming || notes === undefined || notes === '') return null
  return renderPart(
    'p',
    props,
    { 'data-part': 'message-footer', id: footerId, children: notes },
    undefined,
  )
}

function notesOn(message: Message, labels: Labels): string {
  const facts = factsOf(message)
  const { provider, model, status, finishReason, canned } = facts
  const author =
    // No model wrote an automatic reply, whoever was asked.
    canned !== undefined
      ? labels.automatic
      : isText(model) && isText(provider)
        ? `${model} · ${provider}`
        : undefined
  return [author, cachedNote(labels, facts), noteOf(labels, status, finishReason)]
    .filter((note) => note !== undefined)
    .join(' · ')
}

function cachedNote(labels: Labels, facts: Facts): string | undefined {
  const cached = cachedOf(facts)
  return cached && (cached.stale === true ? labels.cachedStale : labels.cached)
}

/** Facts may come from a store that somebody else wrote. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function noteOf(labels: Labels, status: unknown, finishReason: unknown): string | undefined {
  if (status === 'stopped') return labels.stopped
  if (status === 'interrupted') return labels.interrupted
  if (status === 'failed') return labels.failed
  if (finishReason === 'length') return labels.cutAtLength
  return finishReason === 'content-filter' ? labels.filtered : undefined
}

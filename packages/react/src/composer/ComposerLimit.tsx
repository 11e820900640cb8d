'use client'

import { estimateTokens, factsOf } from '@millrace/protocol'
import { type ReactNode, useContext, useEffect, useId } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { limitOf } from '../context-window/limitOf.ts'
import { useContextShare } from '../context-window/useContextShare.ts'
import { useContextWindow } from '../context-window/useContextWindow.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { CatalogueContext } from '../usage/CatalogueContext.ts'
import { costOfUsage } from '../usage/costOfUsage.ts'
import { ComposerContext } from './ComposerContext.ts'

/** How long what is typed is, against what one message may be. */
export interface ComposerLimitState {
  readonly limit: 'near' | 'over' | undefined
}

export type ComposerLimitProps = PartProps<'p', ComposerLimitState> & {
  /** Also say what sending it would cost, where a catalogue is handed down and has the model. */
  readonly cost?: boolean | undefined
}

/** A window of 128,000 tokens without the usual room for the answer. */
const usualLimitTokens = 126_976
const nearShare = 0.8
/** No text is estimated higher: an emoji is two characters and three tokens. */
const mostTokensPerCharacter = 1.5

/**
 * Says that what is typed comes near to the most that the model can read, or is over it, by an estimate that errs
 * upwards. Never keeps anybody from sending: the route decides by exact counts. Renders one `<p role="status">` that
 * is always there and empty until then; `data-limit` is `near` (from 80 %) or `over`.
 */
export function ComposerLimit({ cost = false, ...props }: ComposerLimitProps): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const numbers = numbersFor(labels.locale)
  const text = useStore(chat.composer, (composer) => composer.text)
  const limitTokens = limitOf(useContextWindow()) ?? usualLimitTokens
  const tokens = tokensNear(text, limitTokens)
  const limit = tokens === undefined ? undefined : tokens > limitTokens ? 'over' : 'near'
  const price = useCostToSend(cost && limit === 'near' ? tokens : undefined, limitTokens)
  const id = useNoteId(limit !== undefined, props.id)
  const own = {
    'data-part': 'composer-limit',
    'data-limit': limit,
    id,
    role: 'status',
    children: words(),
  }
  return renderPart('p', props, own, { limit })

  function words(): string | undefined {
    if (tokens === undefined) return undefined
    if (limit === 'over') return labels.overLimit(numbers.count(-roundedDown(-tokens)))
    const near = labels.nearLimit(
      numbers.count(roundedDown(tokens)),
      numbers.count(roundedDown(limitTokens)),
    )
    return price === undefined ? near : `${near} · ${labels.costToSend(numbers.cost(price))}`
  }
}

/** The tokens of a text that is near its limit or over it; undefined for a shorter one, which is not counted. */
function tokensNear(text: string, limitTokens: number): number | undefined {
  const nearTokens = limitTokens * nearShare
  if (text.length * mostTokensPerCharacter < nearTokens) return undefined
  const tokens = estimateTokens(text)
  return tokens < nearTokens ? undefined : tokens
}

/** To three digits: a number that changed with every key would be read out with every key. */
function roundedDown(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(value))) - 2)
  return Math.floor(value / step) * step
}

/** What the model that answered last takes for reading the conversation and the draft, in nano-dollars. */
function useCostToSend(draftTokens: number | undefined, limitTokens: number): number | undefined {
  const catalogue = useContext(CatalogueContext)
  const usedTokens = useContextShare()?.usedTokens ?? 0
  const model = useStore(useChatContext(), ({ messages }) => {
    const last = messages.findLast(({ role }) => role === 'assistant')
    return last === undefined ? undefined : factsOf(last).model
  })
  if (draftTokens === undefined) return undefined
  const inputTokens = Math.min(limitTokens, usedTokens + draftTokens)
  return costOfUsage({ inputTokens, outputTokens: 0 }, model, catalogue)
}

/** The id by which the message box names the note, while it says something. */
function useNoteId(says: boolean, given: string | undefined): string {
  const own = useId()
  const { describe } = useContext(ComposerContext)
  const id = given ?? own
  useEffect(() => {
    if (!says) return undefined
    describe(id)
    return () => describe(undefined)
  }, [describe, says, id])
  return id
}

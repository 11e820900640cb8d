'use client'

import { type ChatState, isBusy } from '@millrace/core'
import {
  factsOf,
  isContinuation,
  type Message,
  readUsage,
  type TrimReport,
  usageOf,
} from '@millrace/protocol'
import { type Derived, useDerived } from '../chat/useDerived.ts'
import { limitOf } from './limitOf.ts'
import { useContextWindow } from './useContextWindow.ts'

/** How much of the model's window the conversation takes. */
export type ContextShare =
  | {
      /** `near` from 0.7, `full` from 0.95. */
      readonly level: 'low' | 'near' | 'full'
      /** From 0 to 1. */
      readonly share: number
      readonly usedTokens: number
      /** The most that the messages may be: the window without the room that is held back. */
      readonly limitTokens: number
    }
  /** The backend counts tokens and tells no limit. */
  | { readonly level: 'unknown'; readonly usedTokens: number }

const nearShare = 0.7
const fullShare = 0.95

/**
 * How much of the window the conversation takes: what was last sent, and the answer to it once that has ended.
 * Undefined before anything is known. Renders again when an answer begins or ends, never for a token.
 */
export function useContextShare(): ContextShare | undefined {
  const report = useContextWindow()
  const usedTokens = useDerived(deriveUsed)
  if (usedTokens === undefined) return undefined
  const limitTokens = limitOf(report)
  if (limitTokens === undefined) return { level: 'unknown', usedTokens }
  const share = Math.min(1, usedTokens / limitTokens)
  const level = share >= fullShare ? 'full' : share >= nearShare ? 'near' : 'low'
  return { level, share, usedTokens, limitTokens }
}

interface Used extends Derived<number | undefined> {
  readonly report: TrimReport | undefined
}

/**
 * The tokens of the conversation. A report comes when an answer begins and has all that was there then; until the
 * next one comes, the answer before is still on top.
 */
function deriveUsed({ contextWindow, messages, run }: ChatState, before: Used | undefined): Used {
  const same = before?.report === contextWindow ? before : undefined
  const sent = contextWindow?.tokens
  const last = messages.at(-1)
  if (isBusy(run) || last?.role !== 'assistant')
    return same ?? { report: contextWindow, value: sent }
  const value = sent === undefined ? countedBy(last) : sent + addedBy(last)
  return { report: contextWindow, value }
}

/** The tokens that the last run added: what a continued answer used is the sum of its runs. */
function addedBy(answer: Message): number {
  const { outputTokens = 0 } = usageOf(answer) ?? {}
  const from = answer.parts.findLastIndex(isContinuation)
  if (from === -1) return outputTokens
  const rest = usageOf({ id: answer.id, role: answer.role, parts: answer.parts.slice(from) })
  return Math.min(outputTokens, rest?.outputTokens ?? 0)
}

/** What the provider says it read and wrote, where nobody says what was sent. */
function countedBy(answer: Message): number | undefined {
  // Of a continued answer it is the sum of two requests.
  if (answer.parts.some(isContinuation)) return undefined
  const { inputTokens, outputTokens = 0 } = readUsage(factsOf(answer).usage) ?? {}
  return inputTokens === undefined ? undefined : inputTokens + outputTokens
}

'use client'

import { type ChatState, isBusy } from '@millrace/core'
import {
  type Catalogue,
  factsOf,
  type Message,
  readUsage,
  sumUsage,
  type Usage,
  usageOf,
} from '@millrace/protocol'
import { useContext, useMemo } from 'react'
import { type Derived, useDerived } from '../chat/useDerived.ts'
import { CatalogueContext } from './CatalogueContext.ts'
import { costOfUsage } from './costOfUsage.ts'

/** What a conversation used so far. */
export interface ConversationUsage {
  /** Undefined where no answer says what was read for it. */
  readonly inputTokens: number | undefined
  readonly outputTokens: number
  readonly totalTokens: number
  /** Whether one of the counts is an estimate. */
  readonly estimated: boolean
  /** In nano-dollars. Undefined without a catalogue, and when the cost of one answer is not known. */
  readonly cost: number | undefined
}

/**
 * What all answers used together, those in branches that are not shown among them. Renders again when an answer
 * has ended, never for a token.
 */
export function useUsage(): ConversationUsage {
  const catalogue = useContext(CatalogueContext)
  const derive = useMemo(() => derivation(catalogue), [catalogue])
  return useDerived(derive)
}

interface Counted extends Derived<ConversationUsage> {
  readonly messages: ChatState['messages']
  readonly messageIds: ChatState['messageIds']
  readonly forks: ChatState['forks']
  /** The answer that is being written. */
  readonly writing: string | undefined
}

function derivation(
  catalogue: Catalogue | undefined,
): (state: ChatState, before: Counted | undefined) => Counted {
  return (state, before) => {
    const { messages, messageIds, forks, run } = state
    const writing = isBusy(run) && 'messageId' in run ? run.messageId : undefined
    const same =
      before?.messageIds === messageIds &&
      before.forks === forks &&
      before.writing === writing &&
      // Of what is being written nothing counts until it has ended.
      (writing !== undefined || before.messages === messages)
    if (same) return before
    const value = sumOf(answersOf(state), writing, catalogue)
    return { messages, messageIds, forks, writing, value }
  }
}

/** Each answer once, as it is shown where it is shown: a branch's own copy of it may be older. */
function answersOf({ messages, forks }: ChatState): Iterable<Message> {
  const answers = new Map<string, Message>()
  const add = (message: Message): void => {
    if (message.role === 'assistant' && !answers.has(message.id)) answers.set(message.id, message)
  }
  messages.forEach(add)
  for (const { ways } of forks.values()) for (const way of ways) way.forEach(add)
  return answers.values()
}

function sumOf(
  answers: Iterable<Message>,
  writing: string | undefined,
  catalogue: Catalogue | undefined,
): ConversationUsage {
  const usages: Usage[] = []
  let cost: number | undefined = catalogue === undefined ? undefined : 0
  for (const answer of answers) {
    // One that is being carried on keeps what its first half used.
    const usage = answer.id === writing ? readUsage(factsOf(answer).usage) : usageOf(answer)
    if (usage === undefined) continue
    usages.push(usage)
    const own = costOfUsage(usage, factsOf(answer).model, catalogue)
    cost = cost === undefined || own === undefined ? undefined : cost + own
  }
  const sum = sumUsage(usages)
  const inputTokens = usages.length === 0 ? 0 : sum.inputTokens
  const { outputTokens = 0, estimated = false } = sum
  const totalTokens = (inputTokens ?? 0) + outputTokens
  return { inputTokens, outputTokens, totalTokens, estimated, cost }
}

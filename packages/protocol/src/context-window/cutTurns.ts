import type { Message } from '../message/Message.ts'
import { type Turn, type Weigh, weighTurns } from './weighTurns.ts'

/** What is left of a conversation. */
export interface TurnCut<M extends Message> {
  /** The same array when nothing went. */
  readonly messages: readonly M[]
  readonly weight: number
  readonly droppedMessages: number
  readonly droppedTurns: number
  /** The first message that is sent of the turns behind those that went. */
  readonly firstKeptId: string | undefined
}

/** How much is too much, in whatever is weighed. */
interface CutLimits {
  readonly budget: number
  /** The share of the budget that is left once something goes. */
  readonly lowWater: number
  /** Whether the first turn stays, and what goes is in the middle. Default: not. */
  readonly keepFirst?: boolean
}

/**
 * Cuts whole turns off the beginning until the rest weighs no more than `budget`. What stays by itself, and the
 * newest turn, stay even when they are too much.
 *
 * The cut is a function of the conversation alone: replayed question by question, it moves only when one would
 * not fit, and then down to `lowWater` of the budget.
 */
export function cutTurns<M extends Message>(
  messages: readonly M[],
  weigh: Weigh,
  limits: CutLimits,
): TurnCut<M> {
  const { turns, weights, unsendable } = weighTurns(messages, weigh)
  const { from, to, weight } = placeOf(turns, limits)
  const gone = turns.slice(from, to)
  const droppedMessages = gone.reduce((sum, { looseCount }) => sum + looseCount, 0)
  const start = turns[from]?.start ?? messages.length
  const end = turns[to]?.start ?? messages.length
  return {
    messages: kept(),
    weight,
    droppedMessages,
    droppedTurns: gone.filter(({ looseCount }) => looseCount > 0).length,
    firstKeptId: droppedMessages === 0 ? undefined : messages[firstSendable(end)]?.id,
  }

  function kept(): readonly M[] {
    if (droppedMessages === 0 && unsendable === 0) return messages
    // Nothing in what goes stays by itself: the usual case, and the rest need not be looked at.
    if (start === 0 && unsendable === 0 && droppedMessages === end) return messages.slice(end)
    return messages.filter((_, index) => {
      const { sendable = false, stays = false } = weights[index] ?? {}
      return sendable && (stays || index < start || index >= end)
    })
  }

  function firstSendable(index: number): number {
    for (let at = index; at < messages.length; at++) if (weights[at]?.sendable === true) return at
    return -1
  }
}

/** Which turns go, from the first to before the second: replayed question by question, as they were sent. */
function placeOf(
  turns: readonly Turn[],
  { budget, lowWater, keepFirst = false }: CutLimits,
): { readonly from: number; readonly to: number; readonly weight: number } {
  // What came before the first question is a turn of its own; keeping the first one keeps that too.
  const from = keepFirst ? Math.min(2, turns.length) : 0
  let fixed = 0
  let held = 0
  let to = from
  let index = 0
  const newest = turns.length - 1
  for (const turn of turns) {
    fixed += turn.fixed
    const sent = fixed + held + (index === newest ? turn.loose : turn.asked)
    if (sent > budget) {
      let over = sent - budget * lowWater
      while (to < index && over > 0) {
        const weight = turns[to]?.loose ?? 0
        over -= weight
        held -= weight
        to++
      }
    }
    held += turn.loose
    index++
  }
  return { from, to, weight: fixed + held }
}

import type { Message } from '../message/Message.ts'

/** What a message weighs, and whether it may go. */
export interface Weight {
  /** Tokens, or bytes. */
  readonly amount: number
  /** One that is never sent weighs nothing. */
  readonly sendable: boolean
  readonly stays: boolean
}

export type Weigh = (message: Message) => Weight

/** A question and what answers it; what stays whatever happens is weighed apart. */
export interface Turn {
  /** Where it begins among the messages. */
  readonly start: number
  /** Of what may go, and of the question alone: what is sent before the answer is there. */
  readonly loose: number
  readonly looseCount: number
  readonly asked: number
  /** Of what stays. */
  readonly fixed: number
}

/** A conversation in turns, with the weight of each message by its place. */
export interface WeighedTurns {
  /** The first holds what comes before the first question. */
  readonly turns: readonly Turn[]
  readonly weights: readonly Weight[]
  readonly unsendable: number
}

/** The conversation that was weighed last by each function: the next one is most likely the same, and longer. */
const latest = new WeakMap<
  Weigh,
  { readonly messages: WeakRef<readonly Message[]>; readonly weighed: WeighedTurns }
>()

/**
 * Weighs a conversation. A message that stands where it stood in the last one is compared, not looked up: a send
 * to a full window costs a glance at each message, and the weight of the new ones.
 */
export function weighTurns(messages: readonly Message[], weigh: Weigh): WeighedTurns {
  const before = latest.get(weigh)
  const known = before?.messages.deref()
  // An array that somebody pushed to is longer than what was weighed of it.
  if (known === messages && before?.weighed.weights.length === messages.length) {
    return before.weighed
  }
  const same = known === undefined ? 0 : commonLength(known, messages)
  if (same === messages.length && before?.weighed.weights.length === same) return before.weighed
  const weighed = goOn(messages, weigh, same === 0 ? undefined : before?.weighed, same)
  latest.set(weigh, { messages: new WeakRef(messages), weighed })
  return weighed
}

function commonLength(before: readonly Message[], after: readonly Message[]): number {
  const most = Math.min(before.length, after.length)
  let at = 0
  while (at < most && before[at] === after[at]) at++
  return at
}

type Draft = { -readonly [Field in keyof Turn]: Turn[Field] }

function emptyTurn(start: number): Draft {
  return { start, loose: 0, looseCount: 0, asked: 0, fixed: 0 }
}

/** Goes on behind the turns that are whole within the first `same` messages. */
function goOn(
  messages: readonly Message[],
  weigh: Weigh,
  before: WeighedTurns | undefined,
  same: number,
): WeighedTurns {
  const whole = before === undefined ? 0 : wholeTurns(before.turns, same)
  const from = whole === 0 ? 0 : (before?.turns[whole]?.start ?? 0)
  const turns: Turn[] = before?.turns.slice(0, whole) ?? []
  const weights: Weight[] = before?.weights.slice(0, from) ?? []
  let unsendable = weights.reduce((sum, { sendable }) => sum + (sendable ? 0 : 1), 0)
  let turn = emptyTurn(from)
  // Turns but the first begin with their question: the loop finds it.
  if (whole === 0) turns.push(turn)
  for (let index = from; index < messages.length; index++) {
    const message = messages[index] as Message
    const weight = weigh(message)
    weights.push(weight)
    const { amount, sendable, stays } = weight
    const asks = message.role === 'user'
    if (asks) {
      turn = emptyTurn(index)
      turns.push(turn)
    }
    if (!sendable) unsendable++
    else if (stays) turn.fixed += amount
    else {
      turn.loose += amount
      turn.looseCount++
      if (asks) turn.asked = amount
    }
  }
  return { turns, weights, unsendable }
}

/** How many turns end before the last of so many messages begins: the next one's question is among them. */
function wholeTurns(turns: readonly Turn[], messages: number): number {
  let whole = Math.max(0, turns.length - 1)
  while (whole > 0 && (turns[whole]?.start ?? 0) >= messages) whole--
  return whole
}

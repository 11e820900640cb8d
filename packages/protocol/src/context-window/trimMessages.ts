import { ChatError } from '../error/ChatError.ts'
import { factsOf } from '../message/Facts.ts'
import type { Message } from '../message/Message.ts'
import { textOf } from '../message/textOf.ts'
import type { Model } from './Catalogue.ts'
import { answerOverhead } from './chatTokens.ts'
import { countMessage } from './countMessage.ts'
import { estimate } from './estimateTokens.ts'
import type { TokenCounter } from './TokenCounter.ts'

export interface TrimOptions {
  /** Whose window it must fit. `contextWindow` is input and output together; default 128,000. */
  readonly model?: Pick<Model, 'contextWindow'> | undefined
  /** The window of this application, whatever the model's is. Default 128,000. */
  readonly windowCap?: number
  /** Held back for the answer, in tokens. Default 1024. */
  readonly maxOutputTokens?: number
  /** Held back for what is not counted here: the system prompt, tools, a margin. Default 0. */
  readonly reserve?: number
  /**
   * What goes first: the oldest turns, or those in the middle (`keep-ends` keeps the first turn). Default
   * `drop-oldest`.
   */
  readonly strategy?: 'drop-oldest' | 'keep-ends'
  /** Once over, how full the window is left: the prefix then stays the same for the next turns. Default 0.8. */
  readonly lowWater?: number
  /** Default: the estimate, which errs upwards. */
  readonly tokens?: TokenCounter
}

/** What the model sees and what it does not. */
export interface TrimReport {
  /** Messages of the conversation that were left out, automatic and failed replies aside. */
  readonly droppedMessages: number
  readonly droppedTurns: number
  /** The first message that is still sent after the ones left out. */
  readonly firstKeptId: string | undefined
  /** The tokens of what is sent, and the most that they may be. */
  readonly tokens: number
  readonly budget: number
  readonly windowTokens: number
  /** Whether the counts are an estimate. */
  readonly estimated: boolean
}

/**
 * Drops the oldest turns until the conversation fits the model's window. A turn goes whole: a question with
 * all that answers it. System messages, pinned messages and the newest turn stay. Automatic replies and
 * answers that failed before they said anything never go to a model.
 *
 * The cut is a function of the conversation alone: replayed turn by turn, it moves only when a question would
 * not fit, and then far enough (`lowWater`) to stay where it is for the next ones.
 * @param messages - Oldest first.
 * @returns The messages kept, oldest first: the same array when all of them fit.
 * @throws {ChatError} `turn_too_large` when what must stay does not fit; the message says by how much.
 */
export function trimMessages<M extends Message>(
  messages: readonly M[],
  options: TrimOptions = {},
): { readonly messages: readonly M[]; readonly report: TrimReport } {
  const {
    maxOutputTokens = 1024,
    reserve = 0,
    lowWater = 0.8,
    tokens: counter = estimate,
  } = options
  const windowTokens = Math.min(
    options.model?.contextWindow ?? 128_000,
    options.windowCap ?? 128_000,
  )
  const budget = windowTokens - maxOutputTokens - reserve
  const sendable = messages.every(isSendable) ? messages : messages.filter(isSendable)
  const turns = turnsOf(sendable, counter)
  const cut = cutOf(turns, {
    budget: budget - answerOverhead,
    lowWater,
    first: options.strategy === 'keep-ends' ? 1 : 0,
  })
  const gone = new Set(turns.slice(cut.from, cut.to).flatMap(({ loose }) => loose))
  const kept = gone.size === 0 ? sendable : sendable.filter((message) => !gone.has(message))
  const total = kept.reduce((sum, message) => sum + countMessage(message, counter), answerOverhead)
  if (total > budget) {
    throw new ChatError(
      'turn_too_large',
      `The latest message is too long: ${total - budget} tokens over what fits. Please shorten it.`,
      { status: 413 },
    )
  }
  return {
    messages: kept,
    report: {
      droppedMessages: gone.size,
      droppedTurns: turns.slice(cut.from, cut.to).filter(({ loose }) => loose.length > 0).length,
      firstKeptId: gone.size === 0 ? undefined : turns[cut.to]?.loose[0]?.id,
      tokens: total,
      budget,
      windowTokens,
      estimated: counter.name === 'estimate',
    },
  }
}

/** A question and what answers it; what stays whatever happens is counted apart. */
interface Turn<M extends Message> {
  /** Messages that may go. */
  readonly loose: M[]
  /** Their tokens, and those of the question alone: what is sent before the answer is there. */
  tokens: number
  asked: number
  /** Tokens of the system and pinned messages among them. */
  fixed: number
}

function isSendable(message: Message): boolean {
  const { canned, status } = factsOf(message)
  return canned === undefined && (status !== 'failed' || textOf(message) !== '')
}

function turnsOf<M extends Message>(messages: readonly M[], counter: TokenCounter): Turn<M>[] {
  const turns: Turn<M>[] = [{ loose: [], tokens: 0, asked: 0, fixed: 0 }]
  for (const message of messages) {
    const tokens = countMessage(message, counter)
    const asks = message.role === 'user'
    if (asks) turns.push({ loose: [], tokens: 0, asked: 0, fixed: 0 })
    const turn = turns.at(-1)
    if (turn === undefined) continue
    if (message.role === 'system' || factsOf(message).pinned === true) turn.fixed += tokens
    else {
      turn.loose.push(message)
      turn.tokens += tokens
      if (asks) turn.asked = tokens
    }
  }
  return turns
}

/** Which turns go: `from` is kept back by the strategy, `to` is where the window begins. */
function cutOf(
  turns: readonly Turn<Message>[],
  limits: { readonly budget: number; readonly lowWater: number; readonly first: number },
): { readonly from: number; readonly to: number } {
  const { budget, lowWater, first } = limits
  // What came before the first question is a turn of its own; keeping the first one keeps that too.
  const from = first === 0 ? 0 : Math.min(2, turns.length)
  let fixed = 0
  let held = 0
  let to = from
  const newest = turns.length - 1
  for (const [index, turn] of turns.entries()) {
    fixed += turn.fixed
    const sent = fixed + held + (index === newest ? turn.tokens : turn.asked)
    if (sent > budget) {
      const target = budget * lowWater
      let now = sent
      while (to < index && now > target) {
        now -= turns[to]?.tokens ?? 0
        held -= turns[to]?.tokens ?? 0
        to++
      }
    }
    held += turn.tokens
  }
  return { from, to }
}

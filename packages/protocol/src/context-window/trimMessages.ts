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
  const { turns, unsendable } = turnsOf(messages, counter)
  const cut = cutOf(turns, {
    budget: budget - answerOverhead,
    lowWater,
    first: options.strategy === 'keep-ends' ? 1 : 0,
  })
  const total = answerOverhead + cut.tokens
  if (total > budget) {
    throw new ChatError(
      'turn_too_large',
      `The latest message is too long: ${total - budget} tokens over what fits. Please shorten it.`,
      { status: 413 },
    )
  }
  const gone = turns.slice(cut.from, cut.to)
  const droppedMessages = gone.reduce((sum, { looseCount }) => sum + looseCount, 0)
  return {
    messages:
      droppedMessages === 0 && unsendable === 0 ? messages : keptOf(messages, turns, cut, counter),
    report: {
      droppedMessages,
      droppedTurns: gone.filter(({ looseCount }) => looseCount > 0).length,
      firstKeptId: droppedMessages === 0 ? undefined : messages[turns[cut.to]?.start ?? -1]?.id,
      tokens: total,
      budget,
      windowTokens,
      estimated: counter.name === 'estimate',
    },
  }
}

/** A question and what answers it; what stays whatever happens is counted apart. */
interface Turn {
  /** Where it begins among the messages. */
  readonly start: number
  /** Tokens of what may go, and of the question alone: what is sent before the answer is there. */
  looseTokens: number
  looseCount: number
  asked: number
  /** Tokens of its system and pinned messages. */
  fixedTokens: number
}

interface Cut {
  /** The first turn that goes. */
  readonly from: number
  /** The first turn after it that stays. */
  readonly to: number
  /** Of everything that stays. */
  readonly tokens: number
}

/** What trimming needs to know of a message, found out once. */
interface Known {
  readonly tokens: number
  readonly sendable: boolean
  readonly stays: boolean
}

const knownByCounter = new WeakMap<TokenCounter, WeakMap<Message, Known>>()

function know(message: Message, counter: TokenCounter): Known {
  const { canned, status, pinned } = factsOf(message)
  const sendable = canned === undefined && (status !== 'failed' || textOf(message) !== '')
  return {
    tokens: sendable ? countMessage(message, counter) : 0,
    sendable,
    stays: message.role === 'system' || pinned === true,
  }
}

function knowledgeOf(counter: TokenCounter): WeakMap<Message, Known> {
  let known = knownByCounter.get(counter)
  if (known === undefined) {
    known = new WeakMap()
    knownByCounter.set(counter, known)
  }
  return known
}

function turnsOf(
  messages: readonly Message[],
  counter: TokenCounter,
): { readonly turns: readonly Turn[]; readonly unsendable: number } {
  const known = knowledgeOf(counter)
  let turn: Turn = { start: 0, looseTokens: 0, looseCount: 0, asked: 0, fixedTokens: 0 }
  const turns = [turn]
  let unsendable = 0
  let index = 0
  for (const message of messages) {
    let facts = known.get(message)
    if (facts === undefined) {
      facts = know(message, counter)
      known.set(message, facts)
    }
    const asks = message.role === 'user'
    if (asks) {
      turn = { start: index, looseTokens: 0, looseCount: 0, asked: 0, fixedTokens: 0 }
      turns.push(turn)
    }
    index++
    if (!facts.sendable) unsendable++
    else if (facts.stays) turn.fixedTokens += facts.tokens
    else {
      turn.looseTokens += facts.tokens
      turn.looseCount++
      if (asks) turn.asked = facts.tokens
    }
  }
  return { turns, unsendable }
}

/** What is left when the turns of the cut have gone, save what stays in them. */
function keptOf<M extends Message>(
  messages: readonly M[],
  turns: readonly Turn[],
  cut: Cut,
  counter: TokenCounter,
): readonly M[] {
  const known = knowledgeOf(counter)
  const from = turns[cut.from]?.start ?? messages.length
  const to = turns[cut.to]?.start ?? messages.length
  return messages.filter((message, index) => {
    const { sendable = true, stays = false } = known.get(message) ?? {}
    return sendable && (stays || index < from || index >= to)
  })
}

/** Which turns go: replayed question by question, as they were sent. */
function cutOf(
  turns: readonly Turn[],
  limits: { readonly budget: number; readonly lowWater: number; readonly first: number },
): Cut {
  const { budget, lowWater, first } = limits
  // What came before the first question is a turn of its own; keeping the first one keeps that too.
  const from = first === 0 ? 0 : Math.min(2, turns.length)
  let fixed = 0
  let held = 0
  let to = from
  let index = 0
  const newest = turns.length - 1
  for (const turn of turns) {
    fixed += turn.fixedTokens
    const sent = fixed + held + (index === newest ? turn.looseTokens : turn.asked)
    if (sent > budget) {
      let over = sent - budget * lowWater
      while (to < index && over > 0) {
        const tokens = turns[to]?.looseTokens ?? 0
        over -= tokens
        held -= tokens
        to++
      }
    }
    held += turn.looseTokens
    index++
  }
  return { from, to, tokens: fixed + held }
}

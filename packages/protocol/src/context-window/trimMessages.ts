import { ChatError } from '../error/ChatError.ts'
import { factsOf } from '../message/Facts.ts'
import type { Message } from '../message/Message.ts'
import type { Model } from './Catalogue.ts'
import { answerOverhead } from './chatTokens.ts'
import { type CountFile, countFileUnseen, countMessage } from './countMessage.ts'
import { estimate } from './estimateTokens.ts'
import { cutTurns, type TurnCut } from './cutTurns.ts'
import { remembering } from './remembering.ts'
import type { Weigh, Weight } from './weighTurns.ts'
import { shortenOutputs } from './shortenOutputs.ts'
import type { TokenCounter } from './TokenCounter.ts'
import { isSendable, staysInWindow } from './windowRules.ts'

export interface TrimOptions {
  /** Whose window it must fit. `contextWindow` is input and output together; default `windowCap`. */
  readonly model?: Pick<Model, 'contextWindow'> | undefined
  /** The window of this application, whatever the model's is. Default 128,000. */
  readonly windowCap?: number
  /** Held back for the answer, in tokens. Default 1024. */
  readonly maxOutputTokens?: number
  /** Held back for what is not counted here: the system prompt, tools, a margin. Default 0. */
  readonly reserve?: number
  /**
   * What goes first: the oldest turns, or those in the middle (`keep-ends` keeps the first turn). Default
   * `drop-oldest`. To have a summary in place of what goes, `summarizeMessages`.
   */
  readonly strategy?: 'drop-oldest' | 'keep-ends'
  /** Once over, how full the window is left: the prefix then stays the same for the next turns. Default 0.8. */
  readonly lowWater?: number
  /**
   * Once over, outputs of tools that are longer than this many tokens are cut down before any turn goes. At
   * least 50. Default: they stay whole.
   */
  readonly maxToolOutputTokens?: number | undefined
  /** Default: the estimate, which errs upwards. */
  readonly tokens?: TokenCounter
  /** The tokens of a file. Default: an image is as large as one can be. */
  readonly countFile?: CountFile | undefined
  /** By how much the provider counts more than `tokens`: 1.1 is ten per cent. Default 1. */
  readonly calibration?: number
}

/** What the model sees and what it does not. */
export interface TrimReport {
  /** Messages of the conversation that were left out, automatic and failed replies aside. */
  readonly droppedMessages: number
  readonly droppedTurns: number
  /** The first message that is still sent after the ones left out. */
  readonly firstKeptId: string | undefined
  /** Messages whose tool outputs were cut down. */
  readonly shortenedMessages: number
  /** Whether a summary goes in place of what was left out. */
  readonly summarized: boolean
  /** The tokens of the messages that are sent, and the most that they may be. */
  readonly tokens: number
  readonly budget: number
  readonly windowTokens: number
  readonly maxOutputTokens: number
  /** Whether the counts are an estimate. */
  readonly estimated: boolean
}

/** Messages that fit, and what was done to make them. */
export interface Trimmed<M extends Message = Message> {
  readonly messages: readonly M[]
  readonly report: TrimReport
}

/**
 * Drops the oldest turns until the conversation fits the model's window. A turn goes whole: a question with
 * all that answers it, so a tool call never loses its result. System messages, pinned messages and the newest
 * turn stay. Automatic replies and answers that failed before they said anything never go to a model.
 *
 * The cut is a function of the conversation alone: replayed turn by turn, it moves only when a question would
 * not fit, and then far enough (`lowWater`) to stay where it is for the next ones.
 * @param messages - Oldest first.
 * @returns The messages kept, oldest first: the same array when all of them fit.
 * @throws {ChatError} `turn_too_large` when what must stay does not fit; the message says by how much, and
 *   what is largest in it.
 * @throws {RangeError} for a `maxToolOutputTokens` under 50.
 */
export function trimMessages<M extends Message>(
  messages: readonly M[],
  options: TrimOptions = {},
): Trimmed<M> {
  const { maxOutputTokens = 1024, reserve = 0, lowWater = 0.8, calibration = 1 } = options
  const { maxToolOutputTokens, tokens: counter = estimate, windowCap = 128_000 } = options
  if (maxToolOutputTokens !== undefined && !(maxToolOutputTokens >= 50)) {
    throw new RangeError('maxToolOutputTokens must be at least 50.')
  }
  const weigh = weighing(counter)(options.countFile ?? countFileUnseen)
  const windowTokens = Math.min(options.model?.contextWindow ?? windowCap, windowCap)
  const budget = windowTokens - maxOutputTokens - reserve
  const limits = {
    // In the counter's own tokens.
    budget: Math.floor(budget / calibration) - answerOverhead,
    lowWater,
    keepFirst: options.strategy === 'keep-ends',
  }
  let sent = messages
  let cut = cutTurns(sent, weigh, limits)
  const over = cut.droppedMessages > 0 || cut.weight > limits.budget
  if (over && maxToolOutputTokens !== undefined) {
    sent = messages.map((message) => shortened(message, maxToolOutputTokens, counter))
    cut = cutTurns(sent, weigh, limits)
  }
  if (cut.weight > limits.budget && limits.keepFirst) {
    // A first turn that leaves no room is not worth a refusal of every turn after it.
    cut = cutTurns(sent, weigh, { ...limits, keepFirst: false })
  }
  if (cut.weight > limits.budget) throw tooLarge(cut, weigh, limits.budget)
  const { droppedMessages, droppedTurns, firstKeptId } = cut
  return {
    messages: cut.messages,
    report: {
      droppedMessages,
      droppedTurns,
      firstKeptId,
      shortenedMessages:
        sent === messages ? 0 : sent.filter((message, index) => message !== messages[index]).length,
      summarized: false,
      // 49 tokens at 1.4 are 49.00000000000001: what fits must not be reported as one too many.
      tokens: Math.ceil((answerOverhead + cut.weight) * calibration - 1e-6),
      budget,
      windowTokens,
      maxOutputTokens,
      estimated: counter.name === estimate.name,
    },
  }
}

/** The same function for the same counters: it remembers what it has counted. */
const weighing: (counter: TokenCounter) => (countFile: CountFile) => Weigh =
  /* @__PURE__ */ remembering((counter) =>
    remembering((countFile) => remembering((message) => weightOf(message, counter, countFile))),
  )

function weightOf(message: Message, counter: TokenCounter, countFile: CountFile): Weight {
  const sendable = isSendable(message)
  return {
    amount: sendable ? countMessage(message, counter, countFile) : 0,
    sendable,
    stays: staysInWindow(message),
  }
}

interface Shortened {
  readonly maxTokens: number
  readonly counter: TokenCounter
  readonly message: Message
}

const shorter = new WeakMap<Message, Shortened>()

/** The message with its outputs cut down, the same one each time, so that it is counted once. */
function shortened<M extends Message>(message: M, maxTokens: number, counter: TokenCounter): M {
  const before = shorter.get(message)
  if (before?.maxTokens === maxTokens && before.counter === counter) return before.message as M
  const cut = shortenOutputs(message, maxTokens, counter)
  shorter.set(message, { maxTokens, counter, message: cut })
  return cut
}

/** What must stay does not fit: by how much, and what is largest in it. */
function tooLarge({ messages, weight }: TurnCut<Message>, weigh: Weigh, budget: number): ChatError {
  let largest: Message | undefined
  for (const message of messages) {
    if (largest === undefined || weigh(message).amount > weigh(largest).amount) largest = message
  }
  return new ChatError(
    'turn_too_large',
    `${whatIsTooLarge(largest, messages)}: ${weight - budget} tokens over what fits. Please shorten it.`,
    { status: 413 },
  )
}

function whatIsTooLarge(largest: Message | undefined, messages: readonly Message[]): string {
  const isLatest = largest === messages.findLast(({ role }) => role === 'user')
  if (largest === undefined || isLatest) return 'The latest message is too long'
  const beside = factsOf(largest).pinned === true ? 'what is pinned' : besideOf(largest)
  return `The latest message does not fit beside ${beside}`
}

function besideOf({ role }: Message): string {
  return role === 'system' ? 'the instructions' : 'the answer to it'
}

import {
  type Catalogue,
  ChatError,
  countTools,
  defaultCatalogue,
  estimate,
  findModel,
  type Message,
  type Model,
  summarizeMessages,
  type Summarize,
  type Summary,
  type TokenCounter,
  trimMessages,
  type TrimOptions,
  type TrimReport,
} from '@millrace/protocol'
import type { Provider, ProviderRequest } from '../provider/Provider.ts'
import { continueInstruction } from './continuePrompt.ts'
import { countFiles } from './countFiles.ts'

export interface WindowOptions extends Pick<
  TrimOptions,
  'windowCap' | 'lowWater' | 'maxToolOutputTokens'
> {
  /**
   * Exact counts: `o200k()` of `@millrace/protocol/o200k`. Used for the models that count so; for others, and
   * without it, an estimate that errs upwards and learns from what the provider reports.
   */
  readonly tokens?: TokenCounter
  /** What is known of models: windows and limits. Default: the shipped figures. */
  readonly catalogue?: Catalogue
  /**
   * What goes first when a conversation is too long: the oldest turns (`drop-oldest`, the default), those in the
   * middle (`keep-ends`), or a function that writes a summary in their place.
   * One that takes over 30 seconds is done without.
   */
  readonly strategy?: 'drop-oldest' | 'keep-ends' | Summarize
  /** How long a summary may be, in tokens. Default 500. */
  readonly maxSummaryTokens?: number
}

/** What is to be fitted. */
export interface FitRequest {
  readonly messages: readonly Message[]
  /** How many messages the client left out before them. */
  readonly leftOut: number
  readonly system: string | undefined
  readonly tools?: ProviderRequest['tools']
  /** Whether the last answer is to be carried on. */
  readonly continues: boolean
  readonly maxOutputTokens: number
}

/** What was learned of a chat and a model so far. */
export interface Lesson {
  /** By how much the provider counts more than we do. */
  readonly calibration: number
  /** The window that a refusal named. */
  readonly windowTokens: number | undefined
  readonly summary: Summary | undefined
}

export const noLesson: Lesson = { calibration: 1, windowTokens: undefined, summary: undefined }

/** What goes to the model, and how long its answer may be. */
export interface Fitted {
  readonly messages: readonly Message[]
  readonly maxOutputTokens: number
  readonly report: TrimReport
  /** The whole prompt by our count, uncalibrated: messages, system prompt, tools. */
  readonly countedTokens: number
  readonly calibration: number
  readonly counter: TokenCounter
  readonly summary: Summary | undefined
  /** Why there is no summary where one was wanted. */
  readonly problem: ChatError | undefined
}

/** An estimate may be short of the truth: this share of the window stays free then. */
const estimateMargin = 0.05

/**
 * Fits a conversation into the window of the model that answers, whatever the client sent. The answer's limit
 * is never more than the model's own.
 * @throws {ChatError} `turn_too_large` (413) when what must stay does not fit.
 */
export async function fitWindow(
  request: FitRequest,
  provider: Pick<Provider, 'model'>,
  options: WindowOptions,
  lesson: Lesson,
  signal: AbortSignal,
): Promise<Fitted> {
  const { windowCap = 128_000, strategy = 'drop-oldest', lowWater, maxToolOutputTokens } = options
  const { system, tools = [], messages } = request
  const model = findModel(options.catalogue ?? defaultCatalogue, provider.model)
  const counter = counterFor(model, options.tokens)
  const { calibration } = lesson
  const windowTokens = Math.min(
    model?.contextWindow ?? windowCap,
    windowCap,
    lesson.windowTokens ?? Infinity,
  )
  // An answer may take half the window at most, or nothing would be left to answer to.
  const maxOutputTokens = Math.min(
    request.maxOutputTokens,
    model?.maxOutputTokens ?? Infinity,
    Math.floor(windowTokens / 2),
  )
  const beside =
    (system === undefined ? 0 : counter.count(system) + 4) +
    countTools(tools, counter) +
    (request.continues ? counter.count(continueInstruction) + 4 : 0)
  const isEstimate = counter === estimate
  const margin = isEstimate ? Math.ceil(windowTokens * estimateMargin) : 0
  const trimming: TrimOptions = {
    model: { contextWindow: windowTokens },
    windowCap,
    maxOutputTokens,
    reserve: Math.ceil(beside * calibration) + margin,
    tokens: counter,
    countFile: countFiles(model?.images, counter),
    calibration,
    ...(lowWater === undefined ? {} : { lowWater }),
    maxToolOutputTokens,
    ...(typeof strategy === 'string' ? { strategy } : {}),
  }
  const trimmed = await trim()
  const { report } = trimmed
  return {
    messages: trimmed.messages,
    maxOutputTokens,
    report: {
      ...report,
      droppedMessages: report.droppedMessages + request.leftOut,
      // What the client alone left out ends where what it sent begins.
      firstKeptId: report.firstKeptId ?? (request.leftOut > 0 ? messages[0]?.id : undefined),
    },
    countedTokens: Math.ceil(report.tokens / calibration) + beside,
    calibration,
    counter,
    summary: trimmed.summary,
    problem: trimmed.problem,
  }

  async function trim(): Promise<Pick<Fitted, 'messages' | 'report' | 'summary' | 'problem'>> {
    if (typeof strategy === 'string') {
      return { ...trimMessages(messages, trimming), summary: undefined, problem: undefined }
    }
    try {
      const summarized = await summarizeMessages(messages, {
        ...trimming,
        summarize: strategy,
        maxSummaryTokens: options.maxSummaryTokens ?? 500,
        previous: lesson.summary,
        signal,
      })
      return { ...summarized, problem: undefined }
    } catch (thrown) {
      if (!(thrown instanceof ChatError) || thrown.code === 'turn_too_large') throw thrown
      // Better an answer that does not know the beginning than none.
      return { ...trimMessages(messages, trimming), summary: lesson.summary, problem: thrown }
    }
  }
}

/** Exact counts are exact for the models that count so. */
function counterFor(model: Model | undefined, tokens: TokenCounter | undefined): TokenCounter {
  if (tokens === undefined) return estimate
  const own = model?.tokenizer
  return own === undefined || own === tokens.name ? tokens : estimate
}

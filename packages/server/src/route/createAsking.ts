import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider'
import {
  type ChatError,
  estimate,
  type Message,
  type TokenCounter,
  type TrimReport,
} from '@millrace/protocol'
import type { Provider, ProviderRequest } from '../provider/Provider.ts'
import { toPrompt } from '../provider/toPrompt.ts'
import { continuePrompt } from '../window/continuePrompt.ts'
import type { WindowKey, Windows } from '../window/createWindows.ts'
import type { Fitted, FitRequest } from '../window/fitWindow.ts'
import type { AnsweredBy } from './AnsweredBy.ts'
import type { Journal } from './createJournal.ts'

/** What is asked of the provider, fitted to its window. */
export interface Asked {
  readonly request: ProviderRequest
  /** What the model sees and does not see, for the client. */
  readonly report: TrimReport
  /** The whole prompt by our count: for a provider that does not tell. */
  readonly inputTokens: number
  readonly tokens: TokenCounter
  /** Takes note of what the one who answered counted. */
  readonly learn: (inputTokens: number, by: AnsweredBy) => void
}

/** What a model is asked to answer. */
export interface Conversation {
  /** Oldest first; the last is the question, or the answer that goes on. */
  readonly messages: readonly Message[]
  /** How many messages were left out before these. */
  readonly leftOut: number
  /** Whether the last answer is to be carried on in the middle of its text. */
  readonly continues: boolean
}

/** A conversation as it is put to a provider, and put once more when it was too long. */
export interface Asking {
  /** @throws {ChatError} `turn_too_large` (413) when what must stay does not fit. */
  ask(conversation: Conversation, signal: AbortSignal): Promise<Asked>
  /** After a refusal for length by this one: fitted to its window. @throws {ChatError} as `ask`. */
  askLess(error: ChatError, by: AnsweredBy, signal: AbortSignal): Promise<Asked>
  /** Counts tokens as the prompt was counted. */
  count(text: string): number
}

export interface AskingOptions {
  readonly owner: string
  readonly chatId: string
  readonly provider: Provider
  readonly windows: Windows
  readonly journal: Pick<Journal, 'refitted'>
  readonly system?: string | undefined
  readonly tools: readonly LanguageModelV4FunctionTool[]
  readonly maxOutputTokens?: number | undefined
}

/** Fits conversations to the window of who answers. Nothing is asked yet. */
export function createAsking(options: AskingOptions): Asking {
  const { owner, chatId, provider, windows, journal, system, tools } = options
  const { maxOutputTokens = 1024 } = options
  const keyOf = ({ provider: name, model }: AnsweredBy): WindowKey => ({
    owner,
    chatId,
    provider: { name, model },
  })
  let latest: { readonly request: FitRequest; readonly fitted: Fitted } | undefined

  function asked(request: FitRequest, fitted: Fitted): Asked {
    latest = { request, fitted }
    const { countedTokens, calibration, counter, report } = fitted
    const prompt = toPrompt(fitted.messages, { system })
    const inputTokens = Math.ceil(countedTokens * calibration)
    return {
      request: {
        prompt: request.continues ? continuePrompt(prompt) : prompt,
        maxOutputTokens: fitted.maxOutputTokens,
        inputTokens,
        ...(tools.length === 0 ? {} : { tools }),
      },
      report,
      inputTokens,
      tokens: counter,
      learn: (counted, by) => windows.learn(keyOf(by), fitted, counted),
    }
  }

  return {
    async ask(conversation, signal) {
      const request = { ...conversation, system, tools, maxOutputTokens }
      const by = { provider: provider.name, model: provider.model }
      return asked(request, await windows.fit(keyOf(by), request, signal))
    },
    async askLess(error, by, signal) {
      const refused = latest
      if (refused === undefined) throw error
      const { request } = refused
      const fitted = await windows.fitAgain(
        keyOf(by),
        request,
        { fitted: refused.fitted, error },
        signal,
      )
      journal.refitted(error, {
        chatId,
        ...by,
        refusedTokens: refused.fitted.report.tokens,
        droppedMessages: fitted.report.droppedMessages,
        windowTokens: fitted.report.windowTokens,
      })
      return asked(request, fitted)
    },
    count: (text) => (latest?.fitted.counter ?? estimate).count(text),
  }
}

import type { ChatError } from '@millrace/protocol'
import type { ChatRequest } from '../access/readChatRequest.ts'
import type { Provider } from '../provider/Provider.ts'
import { toPrompt } from '../provider/toPrompt.ts'
import { continuePrompt } from '../window/continuePrompt.ts'
import type { WindowKey, Windows } from '../window/createWindows.ts'
import type { Fitted } from '../window/fitWindow.ts'
import type { Journal } from './createJournal.ts'
import type { AnsweredBy, Asked } from './startAnswer.ts'

/** A conversation as it is put to a provider, and put once more when it was too long. */
export interface Asking {
  /** @throws {ChatError} `turn_too_large` (413) when what must stay does not fit. */
  ask(signal: AbortSignal): Promise<Asked>
  /** After a refusal for length by this one: fitted to its window. @throws {ChatError} as `ask`. */
  askLess(error: ChatError, by: AnsweredBy, signal: AbortSignal): Promise<Asked>
}

export interface AskingOptions {
  readonly owner: string
  readonly provider: Provider
  readonly windows: Windows
  readonly journal: Pick<Journal, 'refitted'>
  readonly system?: string
  readonly maxOutputTokens?: number
}

/** Fits what a client sent to the window of who answers. Nothing is asked yet. */
export function createAsking(question: ChatRequest, options: AskingOptions): Asking {
  const { owner, provider, windows, journal, system, maxOutputTokens = 1024 } = options
  const { chatId, messages, leftOut } = question
  const continues = question.continues !== undefined
  const keyOf = ({ provider: name, model }: AnsweredBy): WindowKey => ({
    owner,
    chatId,
    provider: { name, model },
  })
  const request = { messages, leftOut, system, continues, maxOutputTokens }
  let latest: Fitted | undefined

  function asked(fitted: Fitted): Asked {
    latest = fitted
    const { countedTokens, calibration, counter, report } = fitted
    const prompt = toPrompt(fitted.messages, { system })
    return {
      request: {
        prompt: continues ? continuePrompt(prompt) : prompt,
        maxOutputTokens: fitted.maxOutputTokens,
        inputTokens: Math.ceil(countedTokens * calibration),
      },
      report,
      inputTokens: Math.ceil(countedTokens * calibration),
      tokens: counter,
      learn: (inputTokens, by) => windows.learn(keyOf(by), fitted, inputTokens),
    }
  }

  return {
    ask: async (signal) => {
      const { name, model } = provider
      return asked(await windows.fit(keyOf({ provider: name, model }), request, signal))
    },
    async askLess(error, by, signal) {
      const refused = latest
      if (refused === undefined) throw error
      const fitted = await windows.fitAgain(keyOf(by), request, { fitted: refused, error }, signal)
      journal.refitted(error, {
        chatId,
        ...by,
        refusedTokens: refused.report.tokens,
        droppedMessages: fitted.report.droppedMessages,
        windowTokens: fitted.report.windowTokens,
      })
      return asked(fitted)
    },
  }
}

import { calibrate, type ChatError, type Clock, estimate } from '@millrace/protocol'
import type { Provider } from '../provider/Provider.ts'
import {
  type FitRequest,
  type Fitted,
  fitWindow,
  type Lesson,
  noLesson,
  type WindowOptions,
} from './fitWindow.ts'
import { inTurn } from '../waiting/inTurn.ts'
import { overflowOf } from './overflowOf.ts'
import { withTimeLimit } from './withTimeLimit.ts'

/** Fits conversations to windows, and remembers what each taught. */
export interface Windows {
  /** @throws {ChatError} `turn_too_large` (413) when what must stay does not fit. */
  fit(key: WindowKey, request: FitRequest, signal: AbortSignal): Promise<Fitted>
  /**
   * Fits once more after the provider refused it as too long: by the figures that it named, a quarter less
   * where it named none.
   * @throws {ChatError} as `fit`.
   */
  fitAgain(
    key: WindowKey,
    request: FitRequest,
    refused: { readonly fitted: Fitted; readonly error: ChatError },
    signal: AbortSignal,
  ): Promise<Fitted>
  /** The provider has told how many tokens the prompt came to. */
  learn(key: WindowKey, fitted: Fitted, inputTokens: number): void
}

/** Whose conversation, and who answers. */
export interface WindowKey {
  readonly owner: string
  readonly chatId: string
  readonly provider: Pick<Provider, 'name' | 'model'>
}

/** Chats whose lessons are remembered, at most. */
const keptChats = 1000
/** How long a question may wait for a summary: then it goes without one. */
const summaryMs = 30_000
/** How much is cut where a refusal names no figure. */
const blindCut = 1.25

export function createWindows(
  { strategy, ...given }: WindowOptions,
  clock: Clock,
  onProblem: (key: WindowKey, error: ChatError) => void,
): Windows {
  const options: WindowOptions = {
    ...given,
    ...(strategy === undefined
      ? {}
      : {
          strategy:
            typeof strategy === 'string' ? strategy : withTimeLimit(strategy, summaryMs, clock),
        }),
  }
  const lessons = new Map<string, Lesson>()

  function lessonOf(key: WindowKey): Lesson {
    return lessons.get(nameOf(key)) ?? noLesson
  }

  function remember(key: WindowKey, lesson: Lesson): void {
    const name = nameOf(key)
    // Set anew: the one that was not used for longest goes first.
    lessons.delete(name)
    lessons.set(name, lesson)
    if (lessons.size <= keptChats) return
    for (const oldest of lessons.keys()) {
      lessons.delete(oldest)
      break
    }
  }

  /** The same question may come many times at once: one writes the summary, the others wait for it. */
  const oneByOne = inTurn()

  async function fit(key: WindowKey, request: FitRequest, signal: AbortSignal): Promise<Fitted> {
    if (typeof strategy !== 'function') return await fitNow(key, request, signal)
    return await oneByOne(nameOf(key), () => fitNow(key, request, signal))
  }

  async function fitNow(key: WindowKey, request: FitRequest, signal: AbortSignal): Promise<Fitted> {
    const lesson = lessonOf(key)
    const fitted = await fitWindow(request, key.provider, options, lesson, signal)
    if (fitted.summary !== undefined && fitted.summary !== lesson.summary)
      remember(key, { ...lesson, summary: fitted.summary })
    if (fitted.problem !== undefined) onProblem(key, fitted.problem)
    return fitted
  }

  return {
    fit,
    async fitAgain(key, request, { fitted, error }, signal) {
      const { limit, sent } = overflowOf(error)
      const { calibration, countedTokens, report } = fitted
      const told = sent === undefined ? calibration : calibrate(calibration, countedTokens, sent)
      const smaller = told > calibration || (limit !== undefined && limit < report.windowTokens)
      // For this chat alone: a body may repeat what its user wrote, and another provider may have answered.
      const windowTokens = Math.min(limit ?? Infinity, report.windowTokens)
      remember(key, {
        ...lessonOf(key),
        windowTokens,
        calibration: smaller ? told : calibration * blindCut,
      })
      return await fit(key, request, signal)
    },
    learn(key, { countedTokens, counter }, inputTokens) {
      // Exact counts have nothing to learn: what differs is an image or a hidden prompt.
      if (counter !== estimate) return
      const lesson = lessonOf(key)
      const calibration = calibrate(lesson.calibration, countedTokens, inputTokens)
      if (calibration !== lesson.calibration) remember(key, { ...lesson, calibration })
    },
  }
}

function nameOf({ owner, chatId, provider }: WindowKey): string {
  return JSON.stringify([owner, chatId, provider.name, provider.model])
}

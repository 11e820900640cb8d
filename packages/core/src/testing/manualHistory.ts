import type { Message } from '@millrace/protocol'
import type { ChatHistory, HistoryPage, HistoryRequest } from '../history/ChatHistory.ts'

/** A history whose pages come when the test says so. */
export interface ManualHistory extends ChatHistory {
  /** What was asked for, oldest first. */
  readonly requests: readonly HistoryRequest[]
  /** Brings the page that has been waited for longest. More follows unless it is said to be the first. */
  bring(messages: readonly Message[], more?: boolean): Promise<void>
  /** Brings this in place of a page. */
  bringValue(page: unknown): Promise<void>
  /** The page cannot be loaded. */
  fail(error: unknown): Promise<void>
}

interface Waiting {
  readonly resolve: (page: HistoryPage) => void
  readonly reject: (error: unknown) => void
}

/** A history held in the hand. Each step resolves once the chat has taken it in. */
export function manualHistory(limit?: number): ManualHistory {
  const requests: HistoryRequest[] = []
  const waiting: Waiting[] = []

  async function bringValue(page: unknown): Promise<void> {
    waiting.shift()?.resolve(page as HistoryPage)
    // Loaded by the chat with its first page.
    await import('../history/arrange.ts')
    await settle()
  }

  return {
    ...(limit === undefined ? {} : { limit }),
    requests,
    load(request) {
      requests.push(request)
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    bring: (messages, more = true) => bringValue({ messages, more }),
    bringValue,
    async fail(error) {
      waiting.shift()?.reject(error)
      await settle()
    },
  }
}

/** Lets promises that are ready run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

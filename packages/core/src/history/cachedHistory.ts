import { type Clock, type Message, systemClock, toChatError, wait } from '@millrace/protocol'
import type { KeptChat } from '../persistence/KeptChat.ts'
import type { ChatHistory, HistoryPage, HistoryRequest } from './ChatHistory.ts'
import { readPage } from './readPage.ts'

export interface CachedHistoryOptions {
  /** How long the other side may be silent before the page comes from here, in ms. Default 10,000. */
  readonly silenceMs?: number
  /** A stored message was left out; worth a log line, never fatal. */
  readonly onReport?: (reason: string) => void
  readonly clock?: Clock
}

/**
 * A history whose pages are kept on this device, too: what it brings takes the place of what is kept, but for what came
 * further here. Where it cannot be reached (`network`) or is silent, a page comes from what is kept, and where nothing of it
 * is, it is waited for or has failed as it would have without. A page that comes late is kept for the next time.
 */
export function cachedHistory<M extends Message>(
  remote: ChatHistory<M>,
  kept: KeptChat<M>,
  options: CachedHistoryOptions = {},
): ChatHistory<M> {
  const { silenceMs = 10_000, clock = systemClock, onReport = () => undefined } = options

  async function fromRemote(request: HistoryRequest): Promise<HistoryPage<M>> {
    const page = readPage<M>(await remote.load(request), onReport)
    return await kept.merge(page, request.before)
  }

  /** undefined where nothing of it is kept. */
  async function fromHere({ before, limit }: HistoryRequest): Promise<HistoryPage<M> | undefined> {
    const { messages, more } = await (before === undefined
      ? kept.open(limit)
      : kept.page({ before, limit }))
    const isNothing = messages.length === 0 && (more || before === undefined)
    return isNothing ? undefined : { messages, more }
  }

  async function afterSilence(request: HistoryRequest, over: AbortSignal): Promise<HistoryPage<M>> {
    await wait(clock, silenceMs, over)
    const page = await fromHere(request)
    // The other side may still have it.
    return page ?? (await new Promise<never>(() => undefined))
  }

  return {
    ...(remote.limit === undefined ? {} : { limit: remote.limit }),
    async load(request) {
      const over = new AbortController()
      const page = fromRemote(request).catch(async (thrown: unknown) => {
        const isLost = toChatError(thrown).code === 'network'
        const here = isLost ? await fromHere(request) : undefined
        if (here === undefined) throw thrown
        return here
      })
      const silence = afterSilence(request, over.signal)
      silence.catch(() => undefined)
      try {
        return await Promise.race([page, silence])
      } finally {
        over.abort()
      }
    },
  }
}

import { type Message, toChatError } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { ChatHistory, HistoryPage } from '../history/ChatHistory.ts'
import type { ChatState } from './ChatState.ts'
import { withBeginningAfter } from './forks.ts'
import { readPage } from '../history/readPage.ts'
import { withMessages } from './withMessages.ts'

export interface HistoryOptions<M extends Message> {
  readonly store: StoreApi<ChatState<M>>
  readonly history: ChatHistory<M> | undefined
  readonly onReport: (reason: string) => void
}

/** Brings earlier messages into the state, a page at a time. */
export interface EarlierLoader {
  loadEarlier(): Promise<void>
  /**
   * Throws away the page that is on its way. It can be asked for again.
   * @returns What that makes of the state; undefined where none is on its way.
   */
  abort(): Pick<ChatState, 'earlier'> | undefined
}

/** Makes one. Nothing is loaded before it is asked for. */
export function createHistory<M extends Message>({
  store,
  history,
  onReport,
}: HistoryOptions<M>): EarlierLoader {
  let loading: AbortController | undefined
  let loaded: Promise<void> = Promise.resolve()

  async function load(from: ChatHistory<M>): Promise<void> {
    const own = new AbortController()
    loading = own
    store.setState({ earlier: { status: 'loading' } })
    // Whoever heard of it may have replaced the conversation.
    if (loading !== own) return
    const change = await nextPage(from, own.signal)
    if (loading !== own) return
    loading = undefined
    store.setState(change)
  }

  /** What the next page makes of the state that it comes into. */
  async function nextPage(
    from: ChatHistory<M>,
    signal: AbortSignal,
  ): Promise<(state: ChatState<M>) => Partial<ChatState<M>>> {
    const { id: chatId, messageIds } = store.getState()
    const { limit = 50 } = from
    try {
      const page = await from.load({ chatId, before: messageIds[0], limit, signal })
      // Of what nobody wants any more nothing is told.
      if (signal.aborted) return (state) => state
      const read = readPage<M>(page, onReport)
      return (state) => withPage(state, read)
    } catch (thrown) {
      const { info } = toChatError(thrown, {
        message: 'The earlier messages could not be loaded.',
        retryable: true,
      })
      return () => ({ earlier: { status: 'failed', error: info } })
    }
  }

  return {
    loadEarlier() {
      const { status } = store.getState().earlier
      const wanted = status === 'more' || status === 'failed'
      if (history !== undefined && wanted) loaded = load(history)
      return loaded
    },
    abort() {
      if (loading === undefined) return undefined
      loading.abort()
      loading = undefined
      return { earlier: { status: 'more' } }
    },
  }
}

/** The state with a page in front of its messages. One with nothing new is the last: a broken loader never loops. */
function withPage<M extends Message>(
  state: ChatState<M>,
  { messages, more }: HistoryPage<M>,
): Partial<ChatState<M>> {
  const known = idsIn(state)
  const earlier = messages.filter(({ id }) => !known.has(id) && known.add(id))
  const last = earlier.at(-1)
  if (last === undefined) return { earlier: { status: 'none' } }
  return {
    ...withMessages(state, [...earlier, ...state.messages]),
    forks: withBeginningAfter(state.forks, last.id),
    earlier: { status: more ? 'more' : 'none' },
  }
}

/** Of the messages, and of those in ways that are not shown: they may be shown again. */
function idsIn<M extends Message>({ messageIds, forks }: ChatState<M>): Set<string> {
  const inWays = [...forks.values()].flatMap(({ ways }) => ways.flat())
  return new Set([...messageIds, ...inWays.map(({ id }) => id)])
}

import { type Message, toChatError } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { Arranged, Arrangement, Stored } from '../history/arrange.ts'
import type { ChatHistory, HistoryPage } from '../history/ChatHistory.ts'
import { readPage } from '../history/readPage.ts'
import type { ChatState, Earlier } from './ChatState.ts'
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
  /** Forgets what was loaded, as well: from now on this is the oldest message that is here. Returns what `abort` does. */
  reset(oldest: string | undefined): Pick<ChatState, 'earlier'> | undefined
}

/** So many pages in a row may bring nothing that is shown: a history without an end is not loaded for ever. */
const pagesAtMost = 20

/** Makes one. Nothing is loaded before it is asked for. */
export function createHistory<M extends Message>({
  store,
  history,
  onReport,
}: HistoryOptions<M>): EarlierLoader {
  let loading: AbortController | undefined
  let loaded: Promise<void> = Promise.resolve()
  /** The id of the oldest message that was loaded, shown or not. What was said since is no place in the history. */
  let oldest = store.getState().messageIds[0]
  let waiting: readonly Stored<M>[] = []

  async function load(from: ChatHistory<M>): Promise<void> {
    const own = new AbortController()
    loading = own
    let earlier: Earlier = { status: 'loading' }
    store.setState({ earlier })
    for (let pages = 1; earlier.status === 'loading'; pages++) {
      // Whoever heard of it may have replaced the conversation.
      if (loading !== own) return
      const page = await nextPage(from, own.signal)
      if (loading !== own) return
      const change = 'status' in page ? { earlier: page } : withPage(page, pages < pagesAtMost)
      ;({ earlier } = change)
      if (earlier.status !== 'loading') loading = undefined
      store.setState(change)
    }
  }

  async function nextPage(from: ChatHistory<M>, signal: AbortSignal): Promise<Loaded<M> | Earlier> {
    const { id: chatId } = store.getState()
    const { limit = 50 } = from
    try {
      // How pages are put together comes with the first of them: most conversations have none.
      const arranging = import('../history/arrange.ts')
      arranging.catch(() => undefined)
      const page = await from.load({ chatId, before: oldest, limit, signal })
      // Of what nobody wants any more nothing is told.
      const read = readPage<M>(page, signal.aborted ? () => undefined : onReport)
      const { arrange } = await arranging
      return { page: read, arrange }
    } catch (thrown) {
      const { info } = toChatError(thrown, {
        message: 'The earlier messages could not be loaded.',
        retryable: true,
      })
      return { status: 'failed', error: info }
    }
  }

  /** What a page makes of the state. It is loaded on where the page has nothing to show. */
  function withPage(
    { page, arrange }: Loaded<M>,
    mayLoadOn: boolean,
  ): Partial<ChatState<M>> & Pick<ChatState<M>, 'earlier'> {
    const state = store.getState()
    const { messages, forks, more, lost, ...rest } = arrange({ ...state, waiting }, page)
    ;({ waiting } = rest)
    oldest = page.messages[0]?.id ?? oldest
    if (lost > 0) onReport(`${lost} stored messages that follow none of the others`)
    const shows = messages.length > state.messages.length
    return { ...withMessages(state, messages), forks, earlier: earlierOf(more, shows, mayLoadOn) }
  }

  function abort(): Pick<ChatState, 'earlier'> | undefined {
    if (loading === undefined) return undefined
    loading.abort()
    loading = undefined
    return { earlier: { status: 'more' } }
  }

  return {
    loadEarlier() {
      const { status } = store.getState().earlier
      const wanted = status === 'more' || status === 'failed'
      if (history !== undefined && wanted) loaded = load(history)
      return loaded
    },
    abort,
    reset(to) {
      oldest = to
      waiting = []
      return abort()
    },
  }
}

/** A page, and what puts it in its place. */
interface Loaded<M extends Message> {
  readonly page: HistoryPage<M>
  readonly arrange: (here: Arrangement<M>, page: HistoryPage<M>) => Arranged<M>
}

function earlierOf(more: boolean, shows: boolean, mayLoadOn: boolean): Earlier {
  if (!more) return { status: 'none' }
  if (shows) return { status: 'more' }
  if (mayLoadOn) return { status: 'loading' }
  const message = `${pagesAtMost} pages of earlier messages had nothing to show.`
  return { status: 'failed', error: { code: 'too_large', message, retryable: true } }
}

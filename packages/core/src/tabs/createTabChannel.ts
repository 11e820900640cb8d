import type { Cancel } from '@millrace/protocol'

/** News between the pages of one origin in one browser. */
export interface TabChannel<News> {
  /** Tells the other tabs. What cannot be cloned is told to nobody and goes to `onError`. */
  tell(news: News): void
  /** Calls back with what other tabs tell from now on. Returns what takes the listener away. */
  onNews(listener: (news: News) => void): Cancel
  /** From now on nothing is told and nothing heard. */
  close(): void
}

export interface TabChannelOptions<News> {
  /** Those who open this name hear each other. */
  readonly name: string
  /**
   * Of this page, new with each page that is loaded: what it tells itself is not heard. An id that a copied tab brings
   * along (`sessionStorage`) is none: neither would hear the other.
   */
  readonly tabId: string
  /** What of it is news. Any page of the origin can tell anything: what is not news gives undefined. */
  readonly read: (value: unknown) => News | undefined
  /** Default: `BroadcastChannel`; undefined where there is none, and then nobody hears anything. */
  readonly open?: (name: string) => BroadcastChannel | undefined
  /** Told what could not be told. Default: `reportError`, where there is one. */
  readonly onError?: (cause: unknown) => void
}

/** Nothing is opened before the first listener or the first news. It stays open until it is closed. */
export function createTabChannel<News>(options: TabChannelOptions<News>): TabChannel<News> {
  const { name, tabId, read, open = openInBrowser, onError = report } = options
  const listeners = new Set<(news: News) => void>()
  let opened: BroadcastChannel | undefined
  let state: 'new' | 'open' | 'closed' = 'new'

  function channel(): BroadcastChannel | undefined {
    if (state === 'new') {
      state = 'open'
      opened = open(name)
      opened?.addEventListener('message', ({ data }) => hear(data))
    }
    return opened
  }

  function hear(data: unknown): void {
    if (!isLetter(data) || data.from === tabId) return
    const news = read(data.news)
    if (news === undefined) return
    for (const listener of listeners) listener(news)
  }

  return {
    tell(news) {
      const letter: Letter = { from: tabId, news }
      try {
        channel()?.postMessage(letter)
      } catch (cause) {
        onError(cause)
      }
    },
    onNews(listener) {
      if (state === 'closed') return () => undefined
      // The same function twice is two listeners.
      const own = (news: News): void => listener(news)
      listeners.add(own)
      channel()
      return () => void listeners.delete(own)
    },
    close() {
      state = 'closed'
      listeners.clear()
      opened?.close()
      opened = undefined
    },
  }
}

/** News as it travels. */
interface Letter {
  readonly from: string
  readonly news: unknown
}

function isLetter(data: unknown): data is Letter {
  if (typeof data !== 'object' || data === null) return false
  return 'from' in data && typeof data.from === 'string' && 'news' in data
}

function openInBrowser(name: string): BroadcastChannel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined
  try {
    return new BroadcastChannel(name)
  } catch {
    // Firefox refuses it where cookies are blocked.
    return undefined
  }
}

function report(cause: unknown): void {
  if (typeof reportError === 'function') reportError(cause)
}

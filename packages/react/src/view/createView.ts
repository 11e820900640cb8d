import { createStore, type StoreApi } from 'zustand/vanilla'

/** What one screen shows of a chat, and another screen of the same chat does not. */
export interface ViewState {
  /** The question that is being reworded. */
  readonly editingId: string | undefined
  /** The words for it that were refused: they come back to the editor. */
  readonly refusedText: string | undefined
  /** The answer that is being commented on. */
  readonly commentingId: string | undefined
  /** Whether the thread has been scrolled away from its end. */
  readonly away: boolean
}

/** The two places that F6 leads to. */
export type Region = 'thread' | 'composer'

export interface View extends StoreApi<ViewState> {
  /** The id of what has the focus in each region; what is not on the screen is not there. */
  readonly regions: Map<Region, string>
  /**
   * Opens the editor of a question in place of any other, or closes it (`undefined`).
   * @param refusedText - What it begins with. Default: the question as it is.
   */
  edit(id: string | undefined, refusedText?: string): void
  /** Has a short sentence spoken politely, for what only eyes would see: "Copied". Nothing where nobody listens. */
  say(words: string): void
  /** Whoever speaks listens here. */
  onSay(listener: (words: string) => void): () => void
}

/** Makes the view of one screen: nothing is being reworded, and the thread is at its end. */
export function createView(): View {
  const store = createStore<ViewState>(() => ({
    editingId: undefined,
    refusedText: undefined,
    commentingId: undefined,
    away: false,
  }))
  const listeners = new Set<(words: string) => void>()
  return {
    ...store,
    regions: new Map(),
    edit: (editingId, refusedText) => store.setState({ editingId, refusedText }),
    say(words) {
      for (const listener of listeners) listener(words)
    },
    onSay(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

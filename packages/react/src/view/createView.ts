import { createStore, type StoreApi } from 'zustand/vanilla'

/** What one screen shows of a chat, and another screen of the same chat does not. */
export interface ViewState {
  /** The question that is being reworded. */
  readonly editingId: string | undefined
  /** Whether the thread has been scrolled away from its end. */
  readonly away: boolean
}

/** The two places that F6 leads to. */
export type Region = 'thread' | 'composer'

export interface View extends StoreApi<ViewState> {
  /** Where the focus goes in each region; what is not on the screen is not there. */
  readonly regions: Map<Region, HTMLElement>
}

/** Makes the view of one screen: nothing is being reworded, and the thread is at its end. */
export function createView(): View {
  const store = createStore<ViewState>(() => ({ editingId: undefined, away: false }))
  return { ...store, regions: new Map() }
}

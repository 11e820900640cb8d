import { createStore, type StoreApi } from 'zustand/vanilla'

/** What one screen shows of a chat, and another screen of the same chat does not. */
export interface ViewState {
  /** The question that is being reworded. */
  readonly editingId: string | undefined
  /** The words for it that were refused: they come back to the editor. */
  readonly refusedText: string | undefined
  /** The answer that is being commented on. */
  readonly commentingId: string | undefined
  /** Whether the end of the thread is out of sight. */
  readonly away: boolean
  /**
   * The last message that was there when the end went out of sight: what follows it is new. undefined before that, and
   * again once something has been asked.
   */
  readonly seenId: string | undefined
  /** The question asked on this screen of whose answer `Announcer` has not begun to tell: it may have come after the question. */
  readonly untoldId: string | undefined
}

/** Moves the thread of a screen. */
export interface Steering {
  readonly toEnd: () => void
  readonly goTo: (messageId: string) => Promise<boolean>
}

/** The two places that F6 leads to. */
export type Region = 'thread' | 'composer'

export interface View extends StoreApi<ViewState> {
  /**
   * The message that the thread opens with, once: what follows the last one that its reader has seen.
   * @param next - The message after another, where that is there already.
   */
  opening(next: (seenId: string) => string | undefined): string | undefined
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
  /** Goes to the end of the thread, and follows it from there. Nothing while no thread is on the screen. */
  toEnd(): void
  /**
   * Brings a message into view, wherever it is, and moves the focus to it. Pages of history that are not here are loaded
   * until it comes.
   * @returns false where there is no such message, or no thread on the screen.
   */
  goTo(messageId: string): Promise<boolean>
  /** The thread takes the wheel while it is on the screen. */
  steerWith(steering: Steering): () => void
}

export interface ViewOptions {
  /** The last message that its reader has seen: what follows it is marked as new, and the thread opens there. */
  readonly seenId?: string | undefined
}

/**
 * Makes the view of one screen: nothing is being reworded, and the thread is at its end. Hand it to `<Chat view>` or
 * `<ChatProvider view>` to move the thread from anywhere else in the application.
 */
export function createView({ seenId }: ViewOptions = {}): View {
  const store = createStore<ViewState>(() => ({
    editingId: undefined,
    refusedText: undefined,
    commentingId: undefined,
    away: false,
    seenId,
    untoldId: undefined,
  }))
  let steering: Steering | undefined
  let opensAfterId = seenId
  const listeners = new Set<(words: string) => void>()
  return {
    ...store,
    opening(next) {
      const id = opensAfterId === undefined ? undefined : next(opensAfterId)
      if (id !== undefined) opensAfterId = undefined
      return id
    },
    regions: new Map(),
    edit: (editingId, refusedText) => store.setState({ editingId, refusedText }),
    say(words) {
      for (const listener of listeners) listener(words)
    },
    onSay(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    toEnd: () => steering?.toEnd(),
    goTo: async (messageId) => (await steering?.goTo(messageId)) ?? false,
    steerWith(given) {
      steering = given
      return () => {
        if (steering === given) steering = undefined
      }
    },
  }
}

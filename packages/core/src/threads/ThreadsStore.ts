import type { Message } from '@millrace/protocol'
import type { ChatStore } from '../chat/ChatStore.ts'
import type { ImportOutcome } from './readExports.ts'
import type { MarkdownWords } from './MarkdownWords.ts'
import type { ThreadsState } from './ThreadsState.ts'

/**
 * Many conversations, one of them shown. `getState` and `subscribe` are those of a zustand store. What comes of an
 * answer in the background is heard of here only when it begins and ends.
 */
export interface ThreadsStore<M extends Message = Message> {
  getState(): ThreadsState
  getInitialState(): ThreadsState
  subscribe(listener: (state: ThreadsState, previous: ThreadsState) => void): () => void
  /**
   * Loads the first page of the list, again where it was loaded before. Resolves when it is here or has failed: failures
   * are state (`status`), not thrown.
   */
  load(): Promise<void>
  /** Loads the next page. Does nothing where there is none, or before the first is here. Failures are state (`more`). */
  loadMore(): Promise<void>
  /**
   * Shows a thread, also one that no page has brought. Does nothing for one that was removed, nor for an id that leads
   * elsewhere in an address (`.`, `..`) or is empty.
   */
  open(id: string): void
  /** Shows a thread in which nothing was asked: the one there is, or a new one. It is in the list once something is. */
  create(): string
  /**
   * The chat of a thread, made when it is first asked for. It stays in memory while it is shown, while an answer is
   * written in it or did not come, while it has a draft, a model that was chosen, or what could not be saved; of the others
   * the last that were used stay (`keepChats`). May be called while something renders: it changes no state.
   */
  chatOf(id: string): ChatStore<M>
  /** Calls a thread something. One plain line is kept of it; nothing brings the automatic title back. */
  rename(id: string, title: string): void
  pin(id: string, pinned: boolean): void
  /**
   * Takes a thread out of the list. It is deleted once `undoMs` have gone by, or at `close`; what is being written in it is
   * stopped then. Where it was shown, its neighbour is.
   */
  remove(id: string): void
  /** Brings a removed thread back, and shows it where it was shown and nothing else was opened since. */
  undoRemove(id: string): void
  /** While held, nothing that was removed is deleted: somebody is making up his mind. Returns what lets time go on. */
  holdRemoved(): () => void
  /**
   * A thread whole, as text of a file: messages that are not here are loaded. Markdown is for people and has the way that is
   * shown; JSON has everything, and `importThreads` reads it.
   * @param words - Of Markdown. Default: English.
   * @throws {ChatError} `not_found` where there is no such thread, else why its messages did not come.
   */
  exportThread(
    id: string,
    format: 'markdown' | 'json',
    words?: Partial<MarkdownWords>,
  ): Promise<string>
  /** Whether `importThreads` can: where the storage keeps messages. A route keeps only what was said to it. */
  readonly canImport: boolean
  /**
   * Adds the threads of an export: one, or a list of them. The text is hostile: what is no thread or message of ours is left
   * out and told. Each thread gets a new id. Needs a storage that keeps messages.
   */
  importThreads(text: string): Promise<ImportOutcome>
  /** Saves again what could not be saved (`notice`). */
  retry(): void
  /** Ends the notice. What is not saved is saved with the next change. */
  dismissNotice(): void
  /**
   * The page is left: what was removed is deleted now, what is not saved is saved, nothing more is loaded, and answers in
   * the background are let go (a server may go on with them). What is done afterwards begins anew.
   */
  close(): void
}

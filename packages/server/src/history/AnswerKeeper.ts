import type { Message } from '@millrace/protocol'

/** Keeps one answer while it is written. */
export interface AnswerKeeper {
  /** Keeps the question, at once. */
  question(message: Message): void
  /** Something was added. It is looked at, and kept, some time later, if there is something to keep by then. */
  changed(look: () => Message | undefined): void
  /** Keeps the answer as it is now. Resolves as `finish` does. */
  keep(message: Message): Promise<void>
  /**
   * Keeps the answer as it ended, if there is something to keep. Resolves when it is kept, or cannot be now: then it is
   * tried again later. Never rejects.
   * @param inHurry - The process ends.
   */
  finish(message: Message | undefined, inHurry: boolean): Promise<void>
  /**
   * The conversation is removed: nothing more of it is kept, and what was kept is taken out. Resolves as `finish` does.
   */
  drop(): Promise<void>
  /** Tells once that something could not be kept. */
  onTrouble(listener: () => void): void
}

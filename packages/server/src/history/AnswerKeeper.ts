import type { Message } from '@millrace/protocol'

/** Keeps one answer while it is written. */
export interface AnswerKeeper {
  /** Keeps the question, at once. */
  question(message: Message): void
  /** Something was added. It is looked at, and kept, some time later. */
  changed(look: () => Message): void
  /**
   * Keeps the answer as it ended. Resolves when it is kept, or cannot be now: then it is tried again later. Never
   * rejects.
   */
  finish(message: Message): Promise<void>
  /** Tells once that something could not be kept. */
  onTrouble(listener: () => void): void
}

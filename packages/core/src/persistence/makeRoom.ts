import type { Disk } from './Disk.ts'
import { giveUp } from './giveUp.ts'
import { chatIdOf } from './keysOf.ts'

export interface MakeRoomOptions {
  readonly disk: Disk
  /** What there is to be room for: the conversations of these keys stay. */
  readonly keys: readonly string[]
  readonly count: number
  readonly onReport: (reason: string) => void
}

/**
 * Gives up the oldest conversations, so many of them, that are finished: nothing of them is being written, was written and
 * not sent, or waits to be sent. Resolves to how many went.
 */
export async function makeRoom({ disk, keys, count, onReport }: MakeRoomOptions): Promise<number> {
  const needed = new Set(keys.map(chatIdOf))
  return await giveUp({
    disk,
    count,
    onReport,
    mayGo: (chatId) => !needed.has(chatId),
    mayDraftGo: () => false,
    mayRunGo: false,
  })
}

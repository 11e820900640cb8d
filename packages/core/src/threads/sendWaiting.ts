import { isBusy } from '../chat/ChatState.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import { waitingChats } from '../persistence/waitingChats.ts'
import type { ThreadsStore } from './ThreadsStore.ts'

/**
 * Sends what waits in conversations that nobody looks at: each is opened, and let go when nothing in it waits any more.
 * Once for each page, when its list is made: a conversation that is shown does so by itself.
 */
export async function sendWaiting(
  threads: Pick<ThreadsStore, 'chatOf'>,
  persistence: Persistence,
): Promise<void> {
  for (const id of await waitingChats(persistence)) {
    const chat = threads.chatOf(id)
    const letGo = chat.retain()
    const isDone = (): boolean => {
      const { queue, run } = chat.getState()
      return !isBusy(run) && queue.every(({ refused }) => refused !== undefined)
    }
    await chat.restore()
    if (isDone()) {
      letGo()
      continue
    }
    const stopWatching = chat.subscribe(() => {
      if (!isDone()) return
      stopWatching()
      letGo()
    })
  }
}

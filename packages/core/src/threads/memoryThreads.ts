import type { Message } from '@millrace/protocol'
import type { StoredThread } from './Thread.ts'
import { newestFirst } from './inOrder.ts'
import type { ThreadStorage } from './ThreadStorage.ts'

/** Keeps threads and their messages as long as the page is open. */
export function memoryThreads<M extends Message = Message>(): Required<ThreadStorage<M>> {
  const threads = new Map<string, StoredThread>()
  const messagesById = new Map<string, readonly M[]>()
  return {
    async list({ after, limit }) {
      const all = [...threads.values()].toSorted(newestFirst)
      const from = all.findIndex(({ id }) => id === after) + 1
      return { threads: all.slice(from, from + limit), more: from + limit < all.length }
    },
    async save(thread) {
      threads.set(thread.id, thread)
    },
    async remove(id) {
      threads.delete(id)
      messagesById.delete(id)
    },
    async loadMessages(id) {
      return messagesById.get(id) ?? []
    },
    async saveMessages(id, messages) {
      messagesById.set(id, messages)
    },
  }
}

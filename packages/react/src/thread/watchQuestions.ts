import type { ChatStore } from '@millrace/core'

/**
 * Tells of each question that the user asks now: a new one, one in other words, one again. Not of one that waited for
 * the answer before it: whoever reads meanwhile is not to be moved.
 */
export function watchQuestions(chat: ChatStore, onAsk: (messageId: string) => void): () => void {
  let waited = false
  return chat.subscribe((state, before) => {
    if (state.queue !== before.queue && state.queue[0] === before.queue[1]) {
      // What leaves the queue to be asked is asked at once; what leaves it otherwise was taken back.
      waited = true
      queueMicrotask(() => {
        waited = false
      })
    }
    const begins = state.run !== before.run && state.run.status === 'submitted'
    const last = state.messages.at(-1)
    if (begins && !waited && last?.role === 'user') onAsk(last.id)
  })
}

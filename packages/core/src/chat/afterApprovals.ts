import { isToolPart, type Message } from '@millrace/protocol'

/**
 * For `sendAutomaticallyWhen`: the conversation goes on once every tool call of the last answer that asked for
 * approval has its word. Each approval sets it going once: a server that does not act on one is not asked for ever.
 * Keeps what it has seen, so each chat needs its own.
 */
export function afterApprovals(): (messages: readonly Message[]) => boolean {
  const sent = new Set<string>()
  return (messages) => {
    const last = messages.at(-1)
    if (last?.role !== 'assistant') return false
    const calls = last.parts.filter(isToolPart)
    const waits = calls.some(
      ({ state, approval }) => state === 'approval-requested' && approval?.isAutomatic !== true,
    )
    // Stored history may say "answered" of a call that nobody was asked about.
    const answered = calls.flatMap(({ state, approval }) =>
      state === 'approval-responded' && approval !== undefined ? [approval.id] : [],
    )
    const fresh = answered.filter((id) => !sent.has(id))
    if (waits || fresh.length === 0) return false
    for (const id of fresh) sent.add(id)
    return true
  }
}

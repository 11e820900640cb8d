'use client'

import type { ChatState } from '@millrace/core'
import { isSendable, staysInWindow, type TrimReport } from '@millrace/protocol'
import { type Derived, useDerived } from '../chat/useDerived.ts'

/**
 * The ids of the messages that are no longer sent to the model. Renders again when one comes or goes, never for a
 * token.
 */
export function useLeftOutIds(): ReadonlySet<string> {
  return useDerived(deriveLeftOut)
}

interface LeftOut extends Derived<ReadonlySet<string>> {
  readonly report: TrimReport | undefined
  readonly messageIds: readonly string[]
}

function deriveLeftOut(state: ChatState, before?: LeftOut): LeftOut {
  const { contextWindow: report, messageIds } = state
  if (before?.report === report && before?.messageIds === messageIds) return before
  return { report, messageIds, value: leftOutIds(state) }
}

/** Back from the first message that is kept, over as many as the report counts. */
function leftOutIds({ messages, indexById, contextWindow }: ChatState): ReadonlySet<string> {
  const { droppedMessages = 0, firstKeptId = '' } = contextWindow ?? {}
  const ids = new Set<string>()
  let left = droppedMessages
  for (let at = (indexById.get(firstKeptId) ?? 0) - 1; at >= 0 && left > 0; at--) {
    const message = messages[at]
    if (message === undefined || staysInWindow(message)) continue
    // Automatic replies and answers that failed before a word are never sent, and not counted.
    if (isSendable(message)) left--
    ids.add(message.id)
  }
  return ids
}

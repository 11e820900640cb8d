'use client'

import type { ChatState } from '@millrace/core'
import { useCallback } from 'react'
import { type Derived, useDerived } from '../chat/useDerived.ts'
import { useViewState } from '../view/ViewContext.ts'

/** What came since the end went out of sight. */
export interface NewMessages {
  /** The first of it: what a mark stands before. */
  readonly firstId: string | undefined
  /** How many messages, without the user's own. */
  readonly count: number
}

const none: NewMessages = { firstId: undefined, count: 0 }

interface Counted extends Derived<NewMessages> {
  readonly messageIds: readonly string[]
}

/** What is new on this screen. Renders again when a message comes or goes, never for a token. */
export function useNewMessages(): NewMessages {
  const seenId = useViewState((state) => state.seenId)
  const derive = useCallback(
    (state: ChatState, before?: Counted): Counted =>
      before?.messageIds === state.messageIds
        ? before
        : { messageIds: state.messageIds, value: newAfter(state, seenId) },
    [seenId],
  )
  return useDerived(derive)
}

function newAfter({ messages, indexById }: ChatState, seenId: string | undefined): NewMessages {
  const at = seenId === undefined ? undefined : indexById.get(seenId)
  if (at === undefined) return none
  const later = messages.slice(at + 1)
  return { firstId: later[0]?.id, count: later.filter(({ role }) => role !== 'user').length }
}

'use client'

import type { ChatState, ChatStore } from '@millrace/core'
import { useMemo, useSyncExternalStore } from 'react'
import { shallow } from 'zustand/shallow'
import { useChatContext } from './ChatContext.ts'

/** A value made from the chat, and what its maker wants to know the next time. */
export interface Derived<Value> {
  readonly value: Value
}

/**
 * Makes a value from the chat and from how it was made before: for what would be too much to make anew with every
 * token. Renders again when the value is another one; one with the same contents stays what it was.
 * @param derive - Returns `before` while nothing that counts has changed. A function of the module, or memoized:
 *   another one starts without a `before`.
 */
export function useDerived<Made extends Derived<unknown>>(
  derive: (state: ChatState, before: Made | undefined) => Made,
): Made['value'] {
  const chat = useChatContext()
  const view = useMemo(() => viewOf(chat, derive), [chat, derive])
  return useSyncExternalStore(chat.subscribe, view.now, view.atFirst)
}

function viewOf<Made extends Derived<unknown>>(
  chat: ChatStore,
  derive: (state: ChatState, before: Made | undefined) => Made,
): { readonly now: () => Made['value']; readonly atFirst: () => Made['value'] } {
  let made: Made | undefined
  const of = (state: ChatState): Made['value'] => {
    const next = derive(state, made)
    const equal = made !== undefined && shallow(made.value, next.value)
    made = equal && next !== made ? { ...next, value: made?.value } : next
    return made.value
  }
  return { now: () => of(chat.getState()), atFirst: () => of(chat.getInitialState()) }
}

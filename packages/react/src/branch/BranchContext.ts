'use client'

import { branchOf } from '@millrace/core'
import { type Context, createContext, useContext } from 'react'
import { flushSync } from 'react-dom'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useIsBusy } from '../chat/useRun.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { messageElement, threadAround } from '../message/messageElement.ts'
import { useMessagePlace } from '../message/MessageContext.ts'
import { useView } from '../view/ViewContext.ts'

/** Which of how many versions of a message is shown. */
export interface ShownBranch {
  /** From 0. */
  readonly index: number
  readonly count: number
}

export const BranchContext: Context<ShownBranch | undefined> = createContext<
  ShownBranch | undefined
>(undefined)

/** @throws {Error} outside of `<Branch.Root>`. */
export function useBranch(): ShownBranch {
  const branch = useContext(BranchContext)
  if (branch === undefined) throw new Error('This part needs a <Branch.Root> around it.')
  return branch
}

/** The version that is shown of the message above, or undefined where there is one only. */
export function useShownBranch(): ShownBranch | undefined {
  const chat = useChatContext()
  const { id } = useMessagePlace()
  const index = useStore(chat, (state) => branchOf(state, id)?.index)
  const count = useStore(chat, (state) => branchOf(state, id)?.count)
  return index === undefined || count === undefined ? undefined : { index, count }
}

/** How to show the version beside the one that is shown, if there is one and no answer is on its way. */
export function useOtherBranch(step: 1 | -1): {
  readonly disabled: boolean
  readonly show: (button: HTMLButtonElement) => void
} {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const busy = useIsBusy()
  const { id } = useMessagePlace()
  const { index, count } = useBranch()
  const next = index + step
  return {
    disabled: busy || next < 0 || next >= count,
    show(button) {
      const thread = threadAround(button)
      const part = button.dataset['part']
      const at = chat.getState().indexById.get(id) ?? 0
      flushSync(() => chat.selectBranch(id, next))
      // The message has gone, and the button with it: its like at the other version gets the focus.
      const message = messageElement(thread, chat.getState().messageIds[at] ?? '')
      message?.querySelector<HTMLElement>(`[data-part=${part}]`)?.focus()
      const { count: written } = numbersFor(labels.locale)
      view.say(labels.versionOf(written(next + 1), written(count)))
    },
  }
}

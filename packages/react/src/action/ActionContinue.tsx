'use client'

import { canContinue } from '@millrace/core'
import { type ReactNode, useState } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useIsBusy } from '../chat/useRun.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessageContext } from './MessageContext.ts'

/**
 * Carries on the last answer where it was cut short. Renders one `<button>`, described by the footer, or nothing
 * for any other message. The button stays, and keeps its focus, while what was asked for with it comes.
 */
export function ContinueAction(): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const { message, streaming, footerId } = useMessageContext()
  const busy = useIsBusy()
  const isLast = useStore(chat, ({ messageIds }) => messageIds.at(-1) === message.id)
  const [pressed, setPressed] = useState(false)

  async function carryOn(): Promise<void> {
    setPressed(true)
    // What went wrong is in the state, and the status row tells it.
    await chat.continueAnswer().catch(() => undefined)
    setPressed(false)
  }

  if (!isLast || !(pressed || canContinue(message))) return null
  return (
    <button
      ref={passFocusOn}
      type="button"
      data-part="action-continue"
      aria-describedby={streaming ? undefined : footerId}
      aria-disabled={busy ? true : undefined}
      onClick={() => {
        if (!busy) void carryOn()
      }}
    >
      {labels.continueAnswer}
    </button>
  )
}

/** When the button goes, the focus that would be lost with it goes to the action beside it. */
function passFocusOn(button: HTMLButtonElement | null): (() => void) | undefined {
  if (button === null) return undefined
  return () => {
    const root = button.getRootNode() as Document | ShadowRoot
    const next = button.nextElementSibling
    if (root.activeElement === button && next instanceof HTMLElement) {
      next.focus({ preventScroll: true })
    }
  }
}

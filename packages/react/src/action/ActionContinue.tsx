'use client'

import { canContinue } from '@millrace/core'
import { type ReactNode, useState } from 'react'
import { flushSync } from 'react-dom'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useIsLimited } from '../chat/useConnection.ts'
import { useIsBusy } from '../chat/useRun.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessagePlace, useMessageValue } from '../message/MessageContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { errorWords } from '../status/statusWords.ts'
import { renderAction } from './renderAction.ts'

/**
 * Carries on the last answer where it was cut short. Renders one `<button>`, described by the footer, or nothing
 * for any other message. The button stays, and keeps its focus, while what was asked for with it comes. `aria-disabled`
 * while an answer is on its way, and while requests are limited.
 */
export function ActionContinue(props: PartProps<'button'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const { id, streaming, footerId } = useMessagePlace()
  const cut = useMessageValue(canContinue)
  const busy = useIsBusy()
  const limited = useIsLimited()
  const isLast = useStore(chat, ({ messageIds }) => messageIds.at(-1) === id)
  const [pressed, setPressed] = useState(false)

  async function carryOn(button: HTMLButtonElement): Promise<void> {
    setPressed(true)
    // What went wrong is in the state, and the status row tells it.
    await chat.continueAnswer().catch(() => undefined)
    const root = button.getRootNode() as Document | ShadowRoot
    const next = root.activeElement === button ? button.nextElementSibling : null
    flushSync(() => setPressed(false))
    // When the button goes, the focus that would be lost with it goes to the action beside it.
    if (!button.isConnected && next instanceof HTMLElement) next.focus({ preventScroll: true })
  }

  if (!isLast || !(pressed || cut === true)) return null
  return renderAction(
    props,
    {
      part: 'action-continue',
      label: labels.continueAnswer,
      disabled: busy || limited,
      reason: limited ? errorWords('rate_limit', labels) : undefined,
      onPress: (button) => void carryOn(button),
    },
    { 'aria-describedby': streaming || limited ? undefined : footerId },
  )
}

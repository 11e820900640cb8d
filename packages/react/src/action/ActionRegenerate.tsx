'use client'

import { factsOf, type Message } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useIsLimited } from '../chat/useConnection.ts'
import { useIsBusy } from '../chat/useRun.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessagePlace, useMessageValue } from '../message/MessageContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { errorWords } from '../status/statusWords.ts'
import { againIcon } from './icons.tsx'
import { renderAction } from './renderAction.ts'

/**
 * Asks for another answer; this one stays as a branch. Beside an automatic reply it says that it tries again. Renders one
 * `<button>`, or nothing for what is no answer. `aria-disabled` while an answer is on its way, and while requests are
 * limited.
 */
export function ActionRegenerate(props: PartProps<'button'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const { id, role } = useMessagePlace()
  const automatic = useMessageValue(isAutomatic) === true
  const busy = useIsBusy()
  const limited = useIsLimited()
  if (role !== 'assistant') return null
  return renderAction(props, {
    part: 'action-regenerate',
    label: automatic ? labels.retry : labels.regenerate,
    icon: automatic ? undefined : againIcon,
    disabled: busy || limited,
    reason: limited ? errorWords('rate_limit', labels) : undefined,
    onPress: () => void chat.regenerate({ messageId: id }),
  })
}

function isAutomatic(message: Message): boolean {
  return factsOf(message).canned !== undefined
}

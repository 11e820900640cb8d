'use client'

import { textOf } from '@millrace/protocol'
import { type ReactNode, useState } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useIsBusy } from '../chat/useRun.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { ContinueAction } from './ContinueAction.tsx'
import { useMessageContext } from './MessageContext.ts'

/**
 * What can be done with a message: carry it on where it was cut short, copy it, answer again. Renders one
 * `<div role="group">` that is always in the page, also while the answer comes, so that keyboard, touch and screen
 * readers reach it and nothing moves.
 */
export function MessageActions(props: PartProps<'div'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const { message } = useMessageContext()
  const busy = useIsBusy()
  const [copied, setCopied] = useState(false)

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(textOf(message))
    setCopied(true)
  }

  const own = {
    'data-part': 'message-actions',
    // Not a toolbar: that would promise arrow keys.
    role: 'group',
    'aria-label': labels.actions,
    children: (
      <>
        {message.role === 'assistant' && <ContinueAction />}
        <button
          type="button"
          data-part="action-copy"
          data-copied={copied ? '' : undefined}
          onClick={() => void copy().catch(() => setCopied(false))}
          onBlur={() => setCopied(false)}
        >
          {copied ? labels.copied : labels.copy}
        </button>
        {message.role === 'assistant' && (
          <button
            type="button"
            data-part="action-regenerate"
            aria-disabled={busy ? true : undefined}
            onClick={() => {
              if (!busy) void chat.regenerate({ messageId: message.id })
            }}
          >
            {labels.regenerate}
          </button>
        )}
      </>
    ),
  }
  return renderPart('div', props, own, undefined)
}

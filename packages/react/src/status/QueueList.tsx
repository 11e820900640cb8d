'use client'

import { type Draft, draftOfMessage, type NewMessage } from '@millrace/core'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { putBack } from '../composer/keepingDraft.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'

/**
 * Questions that wait for the running answer, each with a button that takes it back: into the message box, where that is
 * empty. Renders one `<ul>`, or nothing while none waits.
 */
export function QueueList(props: PartProps<'ul'>): ReactNode {
  const chat = useChatContext()
  const view = useView()
  const labels = useLabels()
  const queue = useStore(chat, (state) => state.queue)
  if (queue.length === 0) return null
  const numbers = numbersFor(labels.locale)
  const own = {
    'data-part': 'queue',
    'aria-label': labels.queued,
    children: queue.map(({ id, message }) => {
      const draft = draftOf(message)
      const { length } = draft.attachments
      return (
        <li key={id}>
          <span data-part="queue-text" dir="auto">
            {draft.text}
          </span>
          {length > 0 && (
            <span data-part="queue-files">{labels.files(length, numbers.count(length))}</span>
          )}
          <button
            type="button"
            onClick={(event) => {
              // The button goes with what it takes back.
              focusRegion(view, 'composer', event.currentTarget)
              chat.cancelQueued(id)
              putBack(chat, draft)
            }}
          >
            {labels.cancelQueued}
          </button>
        </li>
      )
    }),
  }
  return renderPart('ul', props, own, undefined)
}

function draftOf(message: NewMessage): Draft {
  if (typeof message === 'string') return { text: message, attachments: [] }
  if ('parts' in message) return draftOfMessage({ id: 'queued', parts: [...message.parts] })
  const { text, files = [] } = message
  return draftOfMessage({ id: 'queued', parts: [...files, { type: 'text', text }] })
}

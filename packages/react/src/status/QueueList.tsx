'use client'

import type { NewMessage } from '@millrace/core'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'

/** Questions that wait for the running answer. Renders one `<ul>`, or nothing while none waits. */
export function QueueList(props: PartProps<'ul'>): ReactNode {
  const chat = useChatContext()
  const view = useView()
  const labels = useLabels()
  const queue = useStore(chat, (state) => state.queue)
  if (queue.length === 0) return null
  const own = {
    'data-part': 'queue',
    'aria-label': labels.queued,
    children: queue.map(({ id, message }) => (
      <li key={id}>
        <span dir="auto">{textOf(message)}</span>
        <button
          type="button"
          onClick={(event) => {
            // The button goes with what it takes back.
            focusRegion(view, 'thread', event.currentTarget)
            chat.cancelQueued(id)
          }}
        >
          {labels.cancelQueued}
        </button>
      </li>
    )),
  }
  return renderPart('ul', props, own, undefined)
}

function textOf(message: NewMessage): string {
  if (typeof message === 'string') return message
  if ('text' in message) return message.text
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ')
}

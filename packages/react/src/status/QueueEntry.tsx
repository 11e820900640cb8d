'use client'

import { type Draft, draftOfMessage, type NewMessage, type QueuedMessage } from '@millrace/core'
import { type MouseEvent, type ReactNode, useId } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { putBack } from '../composer/keepingDraft.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { errorWords } from './statusWords.ts'

/** One question that waits. `data-refused` is present where the server does not take it as it is. */
export function QueueEntry({ entry }: { readonly entry: QueuedMessage }): ReactNode {
  const { id, message, refused } = entry
  const chat = useChatContext()
  const view = useView()
  const labels = useLabels()
  const textId = useId()
  const errorId = useId()
  const draft = draftOf(message)
  const { length } = draft.attachments
  const described = refused === undefined ? textId : `${textId} ${errorId}`

  function takeOut({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
    // The button goes with what it takes out.
    focusRegion(view, 'composer', currentTarget)
    chat.cancelQueued(id)
  }

  return (
    <li data-refused={refused === undefined ? undefined : ''}>
      <span data-part="queue-text" id={textId} dir="auto">
        {draft.text}
      </span>
      {length > 0 && (
        <span data-part="queue-files">
          {labels.files(length, numbersFor(labels.locale).count(length))}
        </span>
      )}
      <button
        type="button"
        aria-describedby={described}
        onClick={(event) => {
          takeOut(event)
          putBack(chat, draft)
        }}
      >
        {refused === undefined ? labels.cancelQueued : labels.edit}
      </button>
      {refused !== undefined && (
        <>
          <button type="button" aria-describedby={described} onClick={takeOut}>
            {labels.discard}
          </button>
          <p data-part="queue-error" id={errorId}>
            {`${labels.notSent}: ${errorWords(refused.code, labels)}`}
          </p>
        </>
      )}
    </li>
  )
}

function draftOf(message: NewMessage): Draft {
  if (typeof message === 'string') return { text: message, attachments: [] }
  if ('parts' in message) return draftOfMessage({ id: 'queued', parts: [...message.parts] })
  const { text, files = [] } = message
  return draftOfMessage({ id: 'queued', parts: [...files, { type: 'text', text }] })
}

'use client'

import { textOf } from '@millrace/protocol'
import { type FormEvent, type KeyboardEvent, type ReactNode, useContext, useState } from 'react'
import { flushSync } from 'react-dom'
import { useChatContext } from '../chat/ChatContext.ts'
import { isComposing } from '../composer/isComposing.ts'
import { sends } from '../composer/sends.ts'
import { SubmitModeContext } from '../composer/SubmitModeContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { renderPart } from '../part/renderPart.ts'
import type { View } from '../view/createView.ts'
import { useView } from '../view/ViewContext.ts'
import { useMessagePlace } from './MessageContext.ts'
import { messageElement, threadAround } from './messageElement.ts'

/**
 * Where a question is put into other words: in the place of its parts. Renders one `<form>` with a box that has the
 * focus and buttons. Enter sends, Shift+Enter breaks the line, Escape leaves it as it was; the
 * focus then goes back to the button that opened it. Files of the question stay with it.
 */
export function MessageEditor(): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const { id } = useMessagePlace()
  const submitMode = useContext(SubmitModeContext)
  const [text, setText] = useState(() => {
    const { messages, indexById } = chat.getState()
    const message = messages[indexById.get(id) ?? -1]
    return view.getState().refusedText ?? (message === undefined ? '' : textOf(message))
  })
  const empty = text.trim() === ''

  function send(form: HTMLFormElement): void {
    if (empty) return
    const at = chat.getState().indexById.get(id) ?? 0
    const thread = threadAround(form)
    flushSync(() => {
      view.edit(undefined)
      // What goes wrong on the way is in the state; what is refused at once comes back.
      chat.editMessage(id, text).catch(() => view.edit(id, text))
    })
    focusEdit(thread, chat.getState().messageIds[at])
  }

  const own = {
    'data-part': 'message-editor',
    'aria-label': labels.edit,
    onSubmit(event: FormEvent<HTMLFormElement>) {
      event.preventDefault()
      send(event.currentTarget)
    },
    onKeyDown(event: KeyboardEvent<HTMLFormElement>) {
      if (event.key === 'Escape' && !isComposing(event)) {
        event.preventDefault()
        closeEditor(event.currentTarget, id, view)
      }
    },
    children: (
      <>
        <textarea
          ref={takeFocus}
          data-part="message-editor-input"
          aria-label={labels.editedMessage}
          dir="auto"
          rows={1}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!sends(event, submitMode)) return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
        />
        <button
          type="button"
          data-part="message-editor-cancel"
          onClick={(event) => {
            if (event.currentTarget.form !== null) closeEditor(event.currentTarget.form, id, view)
          }}
        >
          {labels.cancel}
        </button>
        <button
          type="submit"
          data-part="message-editor-send"
          aria-disabled={empty ? true : undefined}
        >
          {labels.send}
        </button>
      </>
    ),
  }
  return renderPart('form', {}, own, undefined)
}

/** With the cursor behind the words. */
function takeFocus(box: HTMLTextAreaElement | null): void {
  box?.focus({ preventScroll: true })
  box?.setSelectionRange(box.value.length, box.value.length)
  box?.scrollIntoView({ block: 'nearest' })
}

function closeEditor(form: HTMLFormElement, id: string, view: View): void {
  const thread = threadAround(form)
  flushSync(() => view.edit(undefined))
  focusEdit(thread, id)
}

function focusEdit(thread: ParentNode, id: string | undefined): void {
  const message = id === undefined ? null : messageElement(thread, id)
  const edit = message?.querySelector<HTMLElement>('[data-part=action-edit]')
  edit?.focus({ preventScroll: true })
}

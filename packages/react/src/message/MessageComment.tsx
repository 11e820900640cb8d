'use client'

import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { flushSync } from 'react-dom'
import { useChatContext } from '../chat/ChatContext.ts'
import { isComposing } from '../composer/isComposing.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useView, useViewState } from '../view/ViewContext.ts'
import { useMessagePlace } from './MessageContext.ts'

/**
 * Asks what was wrong with an answer that was just rated bad. Renders one `<form>` with a box that has the focus, or
 * nothing otherwise. What is written goes to `onFeedback` with the rating; skipped or left with Escape, the rating
 * stands alone.
 */
export function MessageComment(props: PartProps<'form'>): ReactNode {
  const { id } = useMessagePlace()
  const open = useViewState((state) => state.commentingId === id)
  return open ? <OpenComment {...props} /> : null
}

function OpenComment({ onSubmit, onKeyDown, ...props }: PartProps<'form'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const { id } = useMessagePlace()
  const [text, setText] = useState('')

  function close(form: HTMLFormElement): void {
    const message = form.closest('[data-part=message]')
    flushSync(() => view.setState({ commentingId: undefined }))
    message?.querySelector<HTMLElement>('[data-part=action-rate][data-rating=down]')?.focus()
  }

  const own = {
    'data-part': 'message-comment',
    'aria-label': labels.whatWasWrong,
    onSubmit: chain(onSubmit, (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault()
      if (text.trim() !== '') {
        chat.rateMessage(id, 'down', text.trim())
        view.say(labels.thanks)
      }
      close(event.currentTarget)
    }),
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLFormElement>) => {
      if (event.key !== 'Escape' || isComposing(event)) return
      event.preventDefault()
      close(event.currentTarget)
    }),
    children: (
      <>
        <textarea
          ref={takeFocus}
          data-part="message-comment-input"
          aria-label={labels.whatWasWrong}
          placeholder={labels.whatWasWrong}
          dir="auto"
          rows={2}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button
          type="button"
          data-part="message-comment-skip"
          onClick={(event) => {
            if (event.currentTarget.form !== null) close(event.currentTarget.form)
          }}
        >
          {labels.skip}
        </button>
        <button type="submit" data-part="message-comment-send">
          {labels.send}
        </button>
      </>
    ),
  }
  return renderPart('form', props, own, undefined)
}

function takeFocus(box: HTMLTextAreaElement | null): void {
  box?.focus()
}

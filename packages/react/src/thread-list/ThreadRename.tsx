'use client'

import type { Thread } from '@millrace/core'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { isComposing } from '../composer/isComposing.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { openerOf } from './rowKeys.ts'
import { useThreadList } from './ThreadListContext.ts'
import { useThreadsContext } from './ThreadsContext.ts'

/**
 * Where a conversation is called something else, in the place of its row. Renders one `<form>` with a box that has the
 * focus. Enter saves, and so does leaving it; Escape leaves the title as it was. Then the focus is at the row again.
 */
export function ThreadRename({ thread }: { readonly thread: Thread }): ReactNode {
  const threads = useThreadsContext()
  const labels = useLabels()
  const { rename, typed } = useThreadList()
  const { id, title = '' } = thread
  // The row may move while something is written, and be another one then.
  const [text, setText] = useState(() => typed.get() ?? title)
  /** It goes only once, and what is going hears of the focus that it loses. */
  const over = useRef(false)

  function end(saves: boolean): void {
    if (over.current) return
    over.current = true
    typed.set(undefined)
    if (saves && text !== title) threads.rename(id, text)
    rename(undefined)
  }

  function endByKey(box: HTMLElement | null, saves: boolean): void {
    const row = box?.closest('[data-part=thread-item]')
    flushSync(() => end(saves))
    openerOf(row)?.focus({ preventScroll: true })
  }

  return (
    <form
      data-part="thread-rename"
      onSubmit={(event) => {
        event.preventDefault()
        endByKey(event.currentTarget, true)
      }}
    >
      <input
        ref={takeFocus}
        data-part="thread-rename-input"
        aria-label={labels.threadTitle}
        dir="auto"
        autoComplete="off"
        maxLength={200}
        value={text}
        onChange={({ currentTarget: { value } }) => {
          typed.set(value)
          setText(value)
        }}
        onBlur={() => end(true)}
        onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
          // Enter also confirms a candidate in Japanese, Chinese and Korean input.
          if (isComposing(event)) {
            if (event.key === 'Enter') event.preventDefault()
          } else if (event.key === 'Escape') {
            event.preventDefault()
            endByKey(event.currentTarget, false)
          }
        }}
      />
    </form>
  )
}

/** With all of it selected: to be written anew, or to be added to. */
function takeFocus(box: HTMLInputElement | null): void {
  box?.focus()
  box?.select()
}

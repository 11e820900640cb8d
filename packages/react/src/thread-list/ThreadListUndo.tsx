'use client'

import { type FocusEvent, type PointerEvent, type ReactNode, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { openerOf, rowOf } from './rowKeys.ts'
import { useThreads, useThreadsContext } from './ThreadsContext.ts'

/**
 * Says which conversation was removed last, and brings it back. Renders one `<div>` with a live region and, while there is
 * something to bring back, a button; `data-open` is present then. While the pointer or the focus is on it, nothing is
 * deleted.
 */
export function ThreadListUndo({
  onPointerEnter,
  onPointerLeave,
  onFocus,
  onBlur,
  ...props
}: Omit<PartProps<'div'>, 'children'>): ReactNode {
  const threads = useThreadsContext()
  const labels = useLabels()
  const removed = useThreads((state) => state.removed[0]?.thread)
  const pointer = useHold()
  const focus = useHold()

  function undo(button: HTMLButtonElement, id: string): void {
    const list = button.closest('[data-part=thread-list]')
    flushSync(() => threads.undoRemove(id))
    // The button may be gone, or be that of another one.
    const row = list === null ? undefined : rowOf(list, id)
    openerOf(row)?.focus()
    focus.release()
  }

  const own = {
    'data-part': 'thread-undo',
    'data-open': removed === undefined ? undefined : '',
    onPointerEnter: chain(onPointerEnter, (_event: PointerEvent<HTMLDivElement>) => pointer.hold()),
    onPointerLeave: chain(onPointerLeave, (_event: PointerEvent<HTMLDivElement>) =>
      pointer.release(),
    ),
    onFocus: chain(onFocus, (_event: FocusEvent<HTMLDivElement>) => focus.hold()),
    onBlur: chain(onBlur, ({ currentTarget, relatedTarget }: FocusEvent<HTMLDivElement>) => {
      if (!currentTarget.contains(relatedTarget)) focus.release()
    }),
    children: (
      <>
        {/* There before it speaks: a live region that appears together with its words is not read. */}
        <output data-part="thread-undo-text">
          {removed === undefined
            ? ''
            : labels.threadDeleted(removed.title ?? labels.untitledThread)}
        </output>
        {removed !== undefined && (
          <button
            type="button"
            data-part="thread-undo-button"
            onClick={({ currentTarget }) => undo(currentTarget, removed.id)}
          >
            {labels.undo}
          </button>
        )}
      </>
    ),
  }
  return renderPart('div', props, own, undefined)
}

/** Keeps what was removed from being deleted, for one reason. */
function useHold(): { readonly hold: () => void; readonly release: () => void } {
  const threads = useThreadsContext()
  const held = useRef<(() => void) | undefined>(undefined)
  useEffect(() => () => letGo(held), [])
  return {
    hold() {
      held.current ??= threads.holdRemoved()
    },
    release: () => letGo(held),
  }
}

function letGo(held: { current: (() => void) | undefined }): void {
  held.current?.()
  held.current = undefined
}

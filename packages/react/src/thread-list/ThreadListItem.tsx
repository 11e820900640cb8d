'use client'

import type { Thread } from '@millrace/core'
import type { KeyboardEvent, ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { failedIcon, runningIcon, unreadIcon } from './icons.tsx'
import { removeRow } from './removeRow.ts'
import { ThreadActions } from './ThreadActions.tsx'
import { useThreadList } from './ThreadListContext.ts'
import { ThreadRename } from './ThreadRename.tsx'
import { useThreads, useThreadsContext } from './ThreadsContext.ts'

/** What a row shows of its thread. */
export type ThreadListItemState = Pick<Thread, 'run' | 'unread' | 'pinned'> & {
  /** Whether it is the one that is shown. */
  readonly active: boolean
}

export type ThreadListItemProps = Omit<PartProps<'li', ThreadListItemState>, 'children'> & {
  readonly thread: Thread
}

/**
 * One conversation of the list: a button that shows it, and a menu of what can be done with it. F2 renames it, Delete
 * removes it. Renders one `<li>`. `data-thread` is its id, `data-run` is `idle`, `running` or `failed`; `data-active` is
 * present on the one that is shown, `data-unread` where an answer ended unseen, `data-pinned` on those that are pinned,
 * `data-renaming` while it is being renamed.
 */
export function ThreadListItem({ thread, ...props }: ThreadListItemProps): ReactNode {
  const store = useThreadsContext()
  const labels = useLabels()
  const { renamingId, rename } = useThreadList()
  const { id, run, unread, pinned, title = labels.untitledThread } = thread
  const active = useThreads((state) => state.activeId === id)
  const sign = signOf(thread)
  const names = {
    running: labels.threadRunning,
    failed: labels.threadFailed,
    unread: labels.threadUnread,
  }

  function onKeyDown(event: KeyboardEvent<HTMLButtonElement>): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (event.key === 'F2') rename(id)
    else if (event.key === 'Delete') removeRow(event.currentTarget, () => store.remove(id))
    else return
    event.preventDefault()
  }

  const own = {
    'data-part': 'thread-item',
    'data-thread': id,
    'data-run': run,
    'data-active': active ? '' : undefined,
    'data-unread': unread ? '' : undefined,
    'data-pinned': pinned ? '' : undefined,
    'data-renaming': renamingId === id ? '' : undefined,
    children:
      renamingId === id ? (
        <ThreadRename thread={thread} />
      ) : (
        <>
          <button
            type="button"
            data-part="thread-item-open"
            aria-label={sign === undefined ? undefined : names[sign](title)}
            aria-current={active ? 'true' : undefined}
            onClick={() => store.open(id)}
            onKeyDown={onKeyDown}
          >
            <span data-part="thread-item-title" dir="auto" title={title}>
              {title}
            </span>
            {sign !== undefined && signs[sign]}
          </button>
          <ThreadActions thread={thread} />
        </>
      ),
  }
  return renderPart('li', props, own, { run, unread, pinned, active })
}

type Sign = 'running' | 'failed' | 'unread'

const signs: Readonly<Record<Sign, ReactNode>> = {
  running: runningIcon,
  failed: failedIcon,
  unread: unreadIcon,
}

function signOf({ run, unread }: Thread): Sign | undefined {
  if (run === 'idle') return unread ? 'unread' : undefined
  return run
}

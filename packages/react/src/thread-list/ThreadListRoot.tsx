'use client'

import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useState } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { focusBeside, regionsAfter } from '../view/regionsBeside.ts'
import { ThreadListContext, type ThreadListView } from './ThreadListContext.ts'
import { ThreadListEmpty } from './ThreadListEmpty.tsx'
import { ThreadListImport } from './ThreadListImport.tsx'
import { ThreadListItems } from './ThreadListItems.tsx'
import { ThreadListMore } from './ThreadListMore.tsx'
import { ThreadListNew } from './ThreadListNew.tsx'
import { ThreadListScroller } from './ThreadListScroller.tsx'
import { ThreadListSearch } from './ThreadListSearch.tsx'
import { ThreadListStatus } from './ThreadListStatus.tsx'
import { ThreadListUndo } from './ThreadListUndo.tsx'
import { useThreadsContext } from './ThreadsContext.ts'

export type ThreadListRootProps = PartProps<'nav'> & {
  /** `light`, `dark`, or what the reader's system says (default). */
  readonly theme?: 'light' | 'dark' | undefined
}

/**
 * The list of conversations, beside a chat: all of its parts unless it is given others. It loads the list when it is first
 * shown. F6 and Shift+F6 lead to the chat beside it, and from there to it. Renders one `<nav>` that fills the height it is given; `data-theme` is its `theme`, where it has one.
 */
export function ThreadListRoot({ theme, onKeyDown, ...props }: ThreadListRootProps): ReactNode {
  const threads = useThreadsContext()
  const labels = useLabels()
  const [query, search] = useState('')
  const [renamingId, rename] = useState<string>()
  const [trouble, tell] = useState<string>()
  useEffect(() => {
    if (threads.getState().status.status === 'idle') void threads.load()
  }, [threads])
  const [typed] = useState(makeTyped)
  const view: ThreadListView = useMemo(
    () => ({ query, search, renamingId, rename, typed, trouble, tell }),
    [query, renamingId, typed, trouble],
  )
  const own = {
    'data-part': 'thread-list',
    'data-theme': theme,
    'aria-label': labels.threads,
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLElement>) => {
      if (event.key !== 'F6') return
      const others = regionsAfter('threads', event.shiftKey)
      if (others.some((other) => focusBeside(other, event.currentTarget))) event.preventDefault()
    }),
    children: (
      <>
        <ThreadListNew />
        <ThreadListSearch />
        <ThreadListScroller>
          <ThreadListStatus />
          <ThreadListItems />
          <ThreadListEmpty />
          <ThreadListMore />
        </ThreadListScroller>
        <ThreadListUndo />
        <ThreadListImport />
      </>
    ),
  }
  return (
    <ThreadListContext value={view}>{renderPart('nav', props, own, undefined)}</ThreadListContext>
  )
}

function makeTyped(): ThreadListView['typed'] {
  let typed: string | undefined
  return {
    get: () => typed,
    set(text) {
      typed = text
    },
  }
}

'use client'

import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useConnection } from '../chat/useConnection.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { QueueEntry } from './QueueEntry.tsx'
import { useKeptFocus } from './useKeptFocus.ts'

/**
 * Questions that wait: for the running answer, or for the server to be reached. Each has a button that takes it back into the
 * message box, behind what is in there. One that the server refused says why, and can be edited or discarded. Renders one
 * `<ul>`, or nothing while none waits. When a question goes with the focus on it, that goes to the message box.
 */
export function QueueList({ onFocus, onBlur, ...props }: PartProps<'ul'>): ReactNode {
  const labels = useLabels()
  const queue = useStore(useChatContext(), (state) => state.queue)
  const offline = useIsOffline()
  const keeping = useKeptFocus('composer')
  if (queue.length === 0) return null
  const own = {
    'data-part': 'queue',
    'aria-label': offline ? labels.queuedOffline : labels.queued,
    onFocus: chain(onFocus, keeping.onFocus),
    onBlur: chain(onBlur, keeping.onBlur),
    children: queue.map((entry) => <QueueEntry key={entry.id} entry={entry} />),
  }
  return renderPart('ul', props, own, undefined)
}

/** Whether the server cannot be reached, also while it is tried. */
function useIsOffline(): boolean {
  const { status } = useConnection()
  return status === 'offline' || status === 'connecting'
}

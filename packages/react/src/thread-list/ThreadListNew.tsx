'use client'

import type { MouseEvent, ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { newIcon } from './icons.tsx'
import { useThreadsContext } from './ThreadsContext.ts'

/** Shows a conversation in which nothing was asked yet. Renders one `<button>`. */
export function ThreadListNew({ onClick, ...props }: PartProps<'button'>): ReactNode {
  const threads = useThreadsContext()
  const labels = useLabels()
  const own = {
    type: 'button',
    'data-part': 'thread-new',
    children: (
      <>
        {newIcon}
        <span>{labels.newThread}</span>
      </>
    ),
    onClick: chain(onClick, (_event: MouseEvent<HTMLButtonElement>) => void threads.create()),
  }
  return renderPart('button', props, own, undefined)
}

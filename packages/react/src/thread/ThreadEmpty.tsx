'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessageIds } from '../message/useMessage.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'

/** What stands there before the first message: a welcome. Renders one `<div>`, or nothing afterwards. */
export function ThreadEmpty(props: PartProps<'div'>): ReactNode {
  const labels = useLabels()
  const ids = useMessageIds()
  if (ids.length > 0) return null
  return renderPart(
    'div',
    props,
    { 'data-part': 'welcome', children: <p>{labels.welcome}</p> },
    undefined,
  )
}

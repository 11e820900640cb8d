'use client'

import type { ReactNode } from 'react'
import { earlierIcon } from '../action/icons.tsx'
import { renderAction } from '../action/renderAction.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useOtherBranch } from './BranchContext.ts'

/** Shows the previous version. Renders one `<button>`, `aria-disabled` at the first and while an answer is on its way. */
export function BranchPrevious(props: PartProps<'button'>): ReactNode {
  const labels = useLabels()
  const { disabled, show } = useOtherBranch(-1)
  return renderAction(props, {
    part: 'branch-previous',
    label: labels.previousVersion,
    icon: earlierIcon,
    disabled,
    onPress: show,
  })
}

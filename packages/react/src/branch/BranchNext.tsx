'use client'

import type { ReactNode } from 'react'
import { laterIcon } from '../action/icons.tsx'
import { renderAction } from '../action/renderAction.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useOtherBranch } from './BranchContext.ts'

/** Shows the next version. Renders one `<button>`, `aria-disabled` at the last and while an answer is on its way. */
export function BranchNext(props: PartProps<'button'>): ReactNode {
  const labels = useLabels()
  const { disabled, show } = useOtherBranch(1)
  return renderAction(props, {
    part: 'branch-next',
    label: labels.nextVersion,
    icon: laterIcon,
    disabled,
    onPress: show,
  })
}

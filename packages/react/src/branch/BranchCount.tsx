'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { type ShownBranch, useBranch } from './BranchContext.ts'

/** Which version is shown: `2 / 3`. For the eye: the group says it in words. Renders one `<span>`. */
export function BranchCount(props: PartProps<'span', ShownBranch>): ReactNode {
  const labels = useLabels()
  const branch = useBranch()
  const { count } = numbersFor(labels.locale)
  const own = {
    'data-part': 'branch-count',
    'aria-hidden': true,
    children: `${count(branch.index + 1)} / ${count(branch.count)}`,
  }
  return renderPart('span', props, own, branch)
}

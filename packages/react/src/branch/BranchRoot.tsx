'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { BranchContext, type ShownBranch, useShownBranch } from './BranchContext.ts'
import { BranchCount } from './BranchCount.tsx'
import { BranchNext } from './BranchNext.tsx'
import { BranchPrevious } from './BranchPrevious.tsx'

/**
 * The versions of a message: earlier wordings of a question, other answers. Renders one `<div role="group">` named by
 * what is shown ("Version 2 of 3"), with buttons to both sides and the count between them unless it is given others,
 * or nothing where there is one version only.
 */
export function BranchRoot(props: PartProps<'div', ShownBranch>): ReactNode {
  const labels = useLabels()
  const branch = useShownBranch()
  if (branch === undefined) return null
  const { count } = numbersFor(labels.locale)
  const own = {
    'data-part': 'branch',
    role: 'group',
    'aria-label': labels.versionOf(count(branch.index + 1), count(branch.count)),
    children: (
      <>
        <BranchPrevious />
        <BranchCount />
        <BranchNext />
      </>
    ),
  }
  return <BranchContext value={branch}>{renderPart('div', props, own, branch)}</BranchContext>
}

'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { FileBadge } from './FileBadge.tsx'

/** A file of which nothing can be shown: its name, and that it is so. Renders one `<div>`. */
export function FileBroken({ name }: { readonly name: string }): ReactNode {
  const labels = useLabels()
  return (
    <div data-part="file-broken">
      <FileBadge name={name} />
      <span data-part="file-name" dir="auto">
        {name}
      </span>
      <span data-part="file-facts">{labels.cannotShow}</span>
    </div>
  )
}

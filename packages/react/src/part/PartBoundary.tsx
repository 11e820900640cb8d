'use client'

import { Component, type ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'

export interface PartBoundaryProps {
  /** What the children draw. Another value is tried anew. */
  readonly part: object
  readonly children: ReactNode
}

interface Outcome {
  readonly failed: boolean
  /** What it failed with, once that is known. */
  readonly part?: object | undefined
}

/** Keeps a part that cannot be drawn from taking the page with it: a line that says so stands in its place. */
export class PartBoundary extends Component<PartBoundaryProps, Outcome> {
  override state: Outcome = { failed: false }

  static getDerivedStateFromError(): Outcome {
    return { failed: true, part: undefined }
  }

  static getDerivedStateFromProps(
    { part }: PartBoundaryProps,
    { failed, part: failedPart }: Outcome,
  ): Outcome | null {
    if (!failed || part === failedPart) return null
    return failedPart === undefined ? { failed, part } : { failed: false, part: undefined }
  }

  override render(): ReactNode {
    return this.state.failed ? <CannotRender /> : this.props.children
  }
}

function CannotRender(): ReactNode {
  const labels = useLabels()
  return (
    <p data-part="part-error" role="note">
      {labels.cannotRender}
    </p>
  )
}

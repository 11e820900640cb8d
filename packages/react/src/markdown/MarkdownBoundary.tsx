'use client'

import { Component, type ReactNode } from 'react'
import { PlainText } from './PlainText.tsx'

export interface MarkdownBoundaryProps {
  /** Shown instead, as it is, when the children cannot be drawn. */
  readonly text: string
  readonly notice: string
  readonly children: ReactNode
}

/** Keeps a message that cannot be drawn from taking the page with it: its text is shown plain. */
export class MarkdownBoundary extends Component<
  MarkdownBoundaryProps,
  { readonly failed: boolean }
> {
  override state: { readonly failed: boolean } = { failed: false }

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    const { text, notice, children } = this.props
    if (!this.state.failed) return children
    return (
      <div data-part="markdown" data-plain="">
        <p role="note">{notice}</p>
        <PlainText text={text} />
      </div>
    )
  }
}

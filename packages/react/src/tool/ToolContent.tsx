'use client'

import type { ReactNode } from 'react'
import { useDisclosureContext } from '../disclosure/DisclosureContext.ts'
import { type ContentProps, useContentProps } from '../disclosure/useContentProps.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useToolContext } from './ToolContext.ts'
import { ToolError } from './ToolError.tsx'
import { ToolInput } from './ToolInput.tsx'
import { ToolOutput } from './ToolOutput.tsx'
import type { ToolState } from './ToolRoot.tsx'

/**
 * The details of the call: by default what went in, what came out and what went wrong. Renders one `<div>`, hidden
 * while they are closed.
 */
export function ToolContent({
  hiddenUntilFound = false,
  id,
  ref,
  onFocus,
  onBlur,
  ...props
}: PartProps<'div', ToolState> & ContentProps): ReactNode {
  const disclosure = useDisclosureContext()
  const { state } = useToolContext().part
  const content = useContentProps(disclosure, { id, ref, onFocus, onBlur }, hiddenUntilFound)
  const own = {
    'data-part': 'tool-content',
    ...content.props,
    children: (
      <>
        <ToolInput />
        <ToolOutput />
        <ToolError />
      </>
    ),
  }
  return renderPart('div', props, own, { state, open: disclosure.open })
}

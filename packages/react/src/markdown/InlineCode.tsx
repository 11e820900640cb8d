'use client'

import type { ComponentProps, ReactNode } from 'react'
import { withBidiMarks } from '../code/withBidiMarks.tsx'

/** Code in a sentence. It is read from left to right and turns nothing around, itself included (T-55). */
export function InlineCode({
  node,
  children,
  ...props
}: ComponentProps<'code'> & { readonly node?: unknown }): ReactNode {
  return (
    <code dir="ltr" {...props}>
      {typeof children === 'string' ? withBidiMarks(children) : children}
    </code>
  )
}

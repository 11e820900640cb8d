'use client'

import type { Element } from 'hast'
import type { ComponentProps, ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { Fence } from './Fence.tsx'

/** Code in a fence, of what plugins have made of it. */
export function MarkdownPre({
  node,
  ...props
}: ComponentProps<'pre'> & { readonly node?: Element | undefined }): ReactNode {
  const labels = useLabels()
  const code = node?.children[0]
  const text = code?.type === 'element' && code.tagName === 'code' ? code.children : undefined
  // A plugin has put something else in there.
  if (
    code?.type !== 'element' ||
    text === undefined ||
    !text.every(({ type }) => type === 'text')
  ) {
    return (
      <pre
        dir="ltr"
        tabIndex={0}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a name for what scrolls; a region would be a landmark, and an answer has many
        role="group"
        aria-label={labels.code('')}
        {...props}
      />
    )
  }
  const names = code.properties['className']
  const language = Array.isArray(names)
    ? names.map(String).find((name) => name.startsWith('language-'))
    : undefined
  return (
    <Fence
      code={text
        .map((child) => (child.type === 'text' ? child.value : ''))
        .join('')
        .replace(/\n$/, '')}
      language={language?.slice('language-'.length)}
      complete={(node?.data as { readonly open?: boolean } | undefined)?.open !== true}
    />
  )
}

'use client'

import type { ComponentProps, ReactNode } from 'react'

/** A link of an answer: it opens apart, tells no referrer, and has no way back to this page (T-58). */
export function MarkdownLink({
  node,
  href,
  children,
  ...props
}: ComponentProps<'a'> & { readonly node?: unknown }): ReactNode {
  if (href === undefined || href === '') return <span data-part="dead-link">{children}</span>
  if (href.startsWith('#')) {
    return (
      <a href={href} {...props}>
        {children}
      </a>
    )
  }
  return (
    <a {...props} href={href} target="_blank" rel="noopener noreferrer nofollow" data-external="">
      {children}
    </a>
  )
}

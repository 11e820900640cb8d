'use client'

import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { InLinkContext } from './InLinkContext.ts'

/**
 * A link of an answer: it opens apart, tells no referrer, and has no way back to this page (T-58). Within the
 * page only footnotes lead anywhere: `#/settings` would be a place of the host's application. Renders one `<a>`:
 * `data-external` is present where it leaves the page. An address that may not be followed is words, in a `<span>`.
 */
export function MarkdownLink({
  node,
  href = '',
  title,
  children,
  ...props
}: ComponentProps<'a'> & { readonly node?: unknown }): ReactNode {
  const footnote = 'data-footnote-ref' in props || 'data-footnote-backref' in props
  if (href === '' || (href.startsWith('#') && !footnote)) {
    return (
      <span data-part="dead-link" dir="auto">
        {children}
      </span>
    )
  }
  if (footnote) {
    return (
      <a {...props} href={href} onClick={goToFootnote}>
        {children}
      </a>
    )
  }
  // Where it leads whatever its words say, and its own title (T-55, T-58).
  const place = URL.canParse(href) ? new URL(href).host : ''
  const hint = [place, title].filter(Boolean).join(' · ')
  return (
    <a
      {...props}
      {...(hint === '' ? {} : { title: hint })}
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      data-external=""
    >
      <InLinkContext value>{children}</InLinkContext>
    </a>
  )
}

/**
 * Moves there without the browser: a hash is the route in some applications, and the browser finds no id in a
 * shadow root.
 */
function goToFootnote(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  const root = event.currentTarget.getRootNode()
  if (!(root instanceof Document || root instanceof ShadowRoot)) return
  const target = root.getElementById(decodeURIComponent(event.currentTarget.hash.slice(1)))
  if (target === null) return
  if (target.tabIndex < 0) target.tabIndex = -1
  target.focus()
}

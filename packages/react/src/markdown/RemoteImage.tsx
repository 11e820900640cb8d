'use client'

import { type ReactNode, use, useState } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { InLinkContext } from './InLinkContext.ts'
import { MarkdownContext } from './MarkdownContext.ts'

export interface RemoteImageProps {
  readonly src: string
  readonly alt: string
}

/**
 * An image that an answer names. Its address may carry what the model knows to whoever listens there, so
 * nothing is fetched, and there is no `<img>`, until the user asks (T-48 to T-50). Images that came with the
 * message itself (`data:`) are shown, and those of an origin that is allowed.
 */
export function RemoteImage({ src, alt }: RemoteImageProps): ReactNode {
  const labels = useLabels()
  const [asked, setAsked] = useState(false)
  const inLink = use(InLinkContext)
  const { allowedImageOrigins = [] } = use(MarkdownContext)
  const host = hostOf(src)
  if (host === undefined) return <Blocked>{alt}</Blocked>
  if (asked || host === '' || isAllowed(src, allowedImageOrigins)) {
    return <img src={src} alt={alt} data-part="image" referrerPolicy="no-referrer" loading="lazy" />
  }
  // A press would follow the link as well.
  if (inLink) return <Blocked>{labels.blockedImage(host, alt)}</Blocked>
  return (
    <button type="button" data-part="image-placeholder" onClick={() => setAsked(true)}>
      {labels.loadImage(host, alt)}
    </button>
  )
}

function Blocked({ children }: { readonly children: string }): ReactNode {
  return (
    <span data-part="image-blocked" dir="auto">
      {children}
    </span>
  )
}

/** The host that an image would be fetched from; `''` for one that needs no fetch, undefined for neither. */
function hostOf(src: string): string | undefined {
  if (/^data:image\/(png|jpeg|gif|webp|avif);/i.test(src)) return ''
  if (!URL.canParse(src)) return undefined
  const { protocol, host } = new URL(src)
  return protocol === 'https:' || protocol === 'http:' ? host : undefined
}

/** By the whole origin, scheme and port included: a name that begins alike is another's (T-48). */
function isAllowed(src: string, origins: readonly string[]): boolean {
  const { protocol, origin } = new URL(src)
  return protocol === 'https:' && origins.includes(origin)
}

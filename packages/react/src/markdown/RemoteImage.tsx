'use client'

import { type ReactNode, use } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { InLinkContext } from './InLinkContext.ts'
import { useRemoteMedia } from './useRemoteMedia.ts'

export interface RemoteImageProps {
  readonly src: string
  readonly alt: string
}

/** Images that are a part of the message and may be shown. SVG is not: it could hold more than a picture. */
export const imageWithin: RegExp = /^data:image\/(png|jpeg|gif|webp|avif);/i

/**
 * An image that an answer names. Nothing is fetched, and there is no `<img>`, until the user asks (T-48 to T-50).
 * Images that came with the message itself (`data:`) are shown, and those of an origin that is allowed.
 */
export function RemoteImage({ src, alt }: RemoteImageProps): ReactNode {
  const labels = useLabels()
  const inLink = use(InLinkContext)
  const media = useRemoteMedia(src, imageWithin)
  switch (media.status) {
    case 'refused':
      return <Blocked>{alt}</Blocked>
    case 'shown':
      return (
        <img src={src} alt={alt} data-part="image" referrerPolicy="no-referrer" loading="lazy" />
      )
    case 'waiting':
      // A press would follow the link as well.
      if (inLink) return <Blocked>{labels.blockedImage(media.host, alt)}</Blocked>
      return (
        <button type="button" data-part="image-placeholder" onClick={media.load}>
          {labels.loadImage(media.host, alt)}
        </button>
      )
  }
}

function Blocked({ children }: { readonly children: string }): ReactNode {
  return (
    <span data-part="image-blocked" dir="auto">
      {children}
    </span>
  )
}

'use client'

import type { FilePart, ReasoningFilePart } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { RemoteImage } from '../markdown/RemoteImage.tsx'
import { safeUrl } from '../markdown/safeUrl.ts'

export interface FileCardProps {
  readonly part: FilePart | ReasoningFilePart
}

/** A file of a message: an image by the rules for images, anything else by name. Renders one `<figure>`. */
export function FileCard({ part }: FileCardProps): ReactNode {
  const labels = useLabels()
  const name = ('filename' in part ? part.filename : undefined) ?? part.mediaType
  const href = part.url.startsWith('data:') ? part.url : safeUrl(part.url)
  return (
    <figure data-part="file" data-media-type={part.mediaType}>
      {part.mediaType.startsWith('image/') ? (
        <RemoteImage src={part.url} alt={name} />
      ) : href === '' ? (
        <figcaption>{name}</figcaption>
      ) : (
        // Downloaded, never opened: a data URL could hold a page.
        <a href={href} download={name} aria-label={labels.openFile(name)} rel="noopener noreferrer">
          {name}
        </a>
      )}
    </figure>
  )
}

'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { imageWithin } from '../markdown/RemoteImage.tsx'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useAttachment } from './AttachmentContext.ts'
import { attachmentName } from './attachmentName.ts'
import { AudioPreview } from './AudioPreview.tsx'
import { FileBadge } from './FileBadge.tsx'
import { fileKind } from './fileKind.ts'
import { ImagePreview } from './ImagePreview.tsx'
import { openFile, openedAs } from './openFile.ts'
import { TextPreview } from './TextPreview.tsx'

/**
 * Shows a file that is to be sent: a picture, the first lines of a text, a player for sound, else the ending of its
 * name. Renders one `<button>` that opens pictures, texts and PDFs in a tab of their own, or a `<span>` around what
 * cannot be opened safely.
 */
export function AttachmentPreview(props: PartProps<'button'>): ReactNode {
  const attachment = useAttachment()
  const labels = useLabels()
  const { file } = attachment
  const name = attachmentName(attachment, labels)
  const own = { 'data-part': 'attachment-preview', children: <Face /> }
  const type = openedAs(attachment.mediaType)
  if (file === undefined || type === undefined) {
    const { onClick: _, ...rest } = props
    return renderPart('span', rest as PartProps<'span'>, own, undefined)
  }
  const button = {
    ...own,
    type: 'button',
    'aria-label': labels.openFile(name),
    onClick: () => openFile(file, type),
  }
  return renderPart('button', props, button, undefined)
}

function Face(): ReactNode {
  const attachment = useAttachment()
  const labels = useLabels()
  const { file, mediaType } = attachment
  const badge = <FileBadge name={attachment.name} />
  const kind = fileKind(mediaType)
  if (file === undefined) {
    // Back from a message: what is within it is shown, what is elsewhere is not asked for.
    if (attachment.status !== 'ready' || !imageWithin.test(attachment.url)) return badge
    return <img data-part="attachment-image" src={attachment.url} alt="" />
  }
  if (kind === 'image') return <ImagePreview file={file}>{badge}</ImagePreview>
  if (kind === 'text') return <TextPreview file={file}>{badge}</TextPreview>
  if (kind !== 'audio') return badge
  return (
    <AudioPreview file={file} label={attachmentName(attachment, labels)}>
      {badge}
    </AudioPreview>
  )
}

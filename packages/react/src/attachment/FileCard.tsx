'use client'

import type { FilePart, ReasoningFilePart } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { imageWithin } from '../markdown/RemoteImage.tsx'
import { dataSize } from './dataSize.ts'
import { FileBroken } from './FileBroken.tsx'
import { FileDownload } from './FileDownload.tsx'
import { type FileKind, fileKind, plainMediaType } from './fileKind.ts'
import { fileName } from './fileName.ts'
import { ImageFile } from './ImageFile.tsx'
import { MediaFile, mediaWithin } from './MediaFile.tsx'

export interface FileCardProps {
  readonly part: FilePart | ReasoningFilePart
}

/**
 * A file of a message: an image, audio or video to be looked at, anything else to be downloaded, never opened in the
 * page. Renders one `<figure>`: `data-kind` says what it is (`image`, `audio`, `video`, `text`, `pdf`, `document`,
 * `spreadsheet`, `presentation`, `archive`, `file`), `data-media-type` its type if that is one.
 */
export function FileCard({ part }: FileCardProps): ReactNode {
  const labels = useLabels()
  const kind = fileKind(part.mediaType)
  const given = fileName('filename' in part ? part.filename : undefined)
  const name = given === '' ? labels.fileKinds[kind] : given
  // What was stored is hostile: a file without an address has a name at most.
  const url = typeof part.url === 'string' ? part.url : ''
  return (
    <figure data-part="file" data-kind={kind} data-media-type={plainMediaType(part.mediaType)}>
      <Face url={url} kind={kind} name={name} named={given !== ''} />
    </figure>
  )
}

interface FaceProps {
  readonly url: string
  readonly kind: FileKind
  readonly name: string
  /** Whether the name is the file's own. */
  readonly named: boolean
}

function Face({ url, kind, name, named }: FaceProps): ReactNode {
  if (/^data:/i.test(url)) {
    if (dataSize(url) === undefined) return <FileBroken name={name} />
    if (kind === 'image' && imageWithin.test(url))
      return <ImageFile src={url} name={name} named={named} />
    if ((kind === 'audio' || kind === 'video') && mediaWithin[kind].test(url)) {
      return <MediaFile src={url} kind={kind} name={name} />
    }
  } else if (/^https?:/i.test(url)) {
    if (kind === 'image') return <ImageFile src={url} name={name} named={named} />
    if (kind === 'audio' || kind === 'video') return <MediaFile src={url} kind={kind} name={name} />
  }
  return <FileDownload url={url} kind={kind} name={name} />
}

'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { safeUrl } from '../markdown/safeUrl.ts'
import { dataSize } from './dataSize.ts'
import { FileBadge } from './FileBadge.tsx'
import type { FileKind } from './fileKind.ts'

export interface FileDownloadProps {
  readonly url: string
  readonly kind: FileKind
  readonly name: string
}

/**
 * A file by its name, its kind in words, and its size where that is known. Renders one `<a>` that downloads it; a
 * `<div>` where its address may not be followed (T-47).
 */
export function FileDownload({ url, kind, name }: FileDownloadProps): ReactNode {
  const labels = useLabels()
  const within = /^data:/i.test(url)
  const href = within ? url : url.startsWith('#') ? '' : safeUrl(url)
  const size = within ? dataSize(url) : undefined
  const host = within || href === '' ? '' : new URL(href).host
  const facts = [
    labels.fileKinds[kind],
    size === undefined ? '' : numbersFor(labels.locale).bytes(size),
    host,
  ]
  const content = (
    <>
      <FileBadge name={name} />
      <span data-part="file-name" dir="auto">
        {name}
      </span>{' '}
      <span data-part="file-facts">
        {facts.filter((fact) => fact !== '' && fact !== name).join(' · ')}
      </span>
    </>
  )
  if (href === '') return <div data-part="file-face">{content}</div>
  return (
    <a
      data-part="file-download"
      href={href}
      // Downloaded, never opened: a data URL could hold a page. Browsers open what is of another origin: apart.
      download={name}
      target={within ? undefined : '_blank'}
      rel="noopener noreferrer nofollow"
    >
      {content}{' '}
      <svg
        data-part="file-arrow"
        viewBox="0 0 16 16"
        width="16"
        height="16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        role="img"
        aria-label={labels.download}
        focusable="false"
      >
        <path d="M8 2.5v8m-3.25-3L8 10.75l3.25-3.25M3 13.5h10" />
      </svg>
    </a>
  )
}

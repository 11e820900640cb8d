'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useLabels } from '../labels/LabelsContext.ts'
import { imageWithin } from '../markdown/RemoteImage.tsx'
import { useRemoteMedia } from '../markdown/useRemoteMedia.ts'
import { FileBroken } from './FileBroken.tsx'

export interface ImageFileProps {
  readonly src: string
  readonly name: string
  /** Whether the name is the file's own, to be shown below. */
  readonly named: boolean
}

/**
 * An image that is a file of its own, by the rule for images: one of another origin waits behind a button that names
 * its host (T-48). Renders one `<div>`: `data-state` is `waiting`, `loading`, `loaded` or `broken`, `data-remote` is
 * present for one that is fetched: it has the same box from first to last, so that nothing moves when it comes.
 */
export function ImageFile({ src, name, named }: ImageFileProps): ReactNode {
  const labels = useLabels()
  const media = useRemoteMedia(src, imageWithin)
  const box = useRef<HTMLDivElement>(null)
  const image = useRef<HTMLImageElement>(null)
  const [state, setState] = useState<'loading' | 'loaded' | 'broken'>('loading')
  const shown = media.status === 'shown'
  const remote = imageWithin.test(src) ? undefined : ''

  useEffect(() => {
    const node = image.current
    // On a page from a server it may have come, or failed, before anybody listened.
    if (node?.complete === true) setState(node.naturalWidth > 0 ? 'loaded' : 'broken')
  }, [shown])

  if (media.status === 'refused' || state === 'broken') {
    return (
      <div ref={box} data-part="file-image" data-state="broken" data-remote={remote} tabIndex={-1}>
        <FileBroken name={name} />
      </div>
    )
  }
  return (
    <div
      ref={box}
      data-part="file-image"
      data-state={shown ? state : 'waiting'}
      data-remote={remote}
      tabIndex={-1}
    >
      {media.status === 'waiting' ? (
        <button
          type="button"
          data-part="image-placeholder"
          onClick={() => {
            flushSync(media.load)
            // The button that had the focus is gone.
            box.current?.focus({ preventScroll: true })
          }}
        >
          {labels.loadImage(media.host, named ? name : '')}
        </button>
      ) : (
        <img
          ref={image}
          src={src}
          alt={name}
          data-part="image"
          referrerPolicy="no-referrer"
          loading="lazy"
          decoding="async"
          onLoad={() => setState('loaded')}
          onError={() => setState('broken')}
        />
      )}
      {named && media.status === 'shown' && (
        // The image says it already.
        <span data-part="file-caption" dir="auto" aria-hidden="true">
          {name}
        </span>
      )}
    </div>
  )
}

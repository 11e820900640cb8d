'use client'

import { type ReactNode, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useLabels } from '../labels/LabelsContext.ts'
import { useRemoteMedia } from '../markdown/useRemoteMedia.ts'
import { FileBroken } from './FileBroken.tsx'

export interface MediaFileProps {
  readonly src: string
  readonly kind: 'audio' | 'video'
  readonly name: string
}

/** Sound and film that are a part of the message. */
export const mediaWithin: Readonly<Record<'audio' | 'video', RegExp>> = {
  audio: /^data:audio\//i,
  video: /^data:video\//i,
}

/**
 * Sound or film with the browser's own controls, by the rule for images: what is of another origin waits behind a
 * button that names its host (T-48). Renders one `<div>`: `data-state` is `waiting`, `shown` or `broken`. Nothing is
 * fetched before it is played.
 */
export function MediaFile({ src, kind, name }: MediaFileProps): ReactNode {
  const labels = useLabels()
  const media = useRemoteMedia(src, mediaWithin[kind])
  const captionId = useId()
  const player = useRef<HTMLMediaElement>(null)
  const [broken, setBroken] = useState(false)
  if (media.status === 'refused' || broken) {
    return (
      <div data-part="file-media" data-state="broken">
        <FileBroken name={name} />
      </div>
    )
  }
  if (media.status === 'waiting') {
    const load = kind === 'audio' ? labels.loadAudio : labels.loadVideo
    return (
      <div data-part="file-media" data-state="waiting">
        <button
          type="button"
          data-part="media-placeholder"
          onClick={() => {
            flushSync(media.load)
            // The button that had the focus is gone.
            player.current?.focus()
          }}
        >
          {load(media.host, name)}
        </button>
      </div>
    )
  }
  const Player = kind
  return (
    <div data-part="file-media" data-state="shown">
      <Player
        ref={player as never}
        src={src}
        controls
        preload="none"
        aria-labelledby={captionId}
        {...(kind === 'video' ? { playsInline: true } : {})}
        onError={() => setBroken(true)}
      />
      <span data-part="file-caption" id={captionId} dir="auto">
        {name}
      </span>
    </div>
  )
}

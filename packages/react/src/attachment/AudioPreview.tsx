'use client'

import { type ReactNode, useCallback, useState } from 'react'
import type { PreviewProps } from './ImagePreview.tsx'

/** Plays sound that is to be sent. Renders one `<audio>`. */
export function AudioPreview({
  file,
  label,
  children,
}: PreviewProps & { readonly label: string }): ReactNode {
  const [broken, setBroken] = useState<File>()
  const play = useCallback(
    (player: HTMLAudioElement) => {
      const url = URL.createObjectURL(file)
      player.src = url
      return () => URL.revokeObjectURL(url)
    },
    [file],
  )
  if (broken === file) return children
  return (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- The user's own, which nobody has written down.
    <audio
      ref={play}
      data-part="attachment-audio"
      controls
      preload="metadata"
      aria-label={label}
      onError={() => setBroken(file)}
    />
  )
}

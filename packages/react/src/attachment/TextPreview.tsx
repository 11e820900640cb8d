'use client'

import { type ReactNode, useEffect, useState } from 'react'
import type { PreviewProps } from './ImagePreview.tsx'

/** More would not be seen. */
const readBytes = 400

/** The first lines of a text, small. Renders one `<span>`, for eyes alone: `data-text` is what the stylesheet shows. */
export function TextPreview({ file, children }: PreviewProps): ReactNode {
  const [read, setRead] = useState<{ readonly of: File; readonly text: string }>()

  useEffect(() => {
    let left = false
    void file
      .slice(0, readBytes)
      .text()
      .catch(() => '')
      .then((text) => {
        if (!left) setRead({ of: file, text })
      })
    return () => {
      left = true
    }
  }, [file])

  const text = read?.of === file ? read.text : ''
  // Not a text at all, whatever it is called.
  if (text.trim() === '' || text.includes('\0')) return children
  return <span data-part="attachment-text" data-text={text} dir="auto" aria-hidden="true" />
}

'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'

export interface PreviewProps {
  readonly file: File
  /** In place of what cannot be shown. */
  readonly children: ReactNode
}

/** As large as it is shown, on a screen with two pixels for one. */
const sidePx = 96

/**
 * A picture of an image, drawn from the file: no address that a page's policy would have to allow, and of a photo of
 * many megabytes no more is kept than is seen. Renders one `<canvas>`.
 */
export function ImagePreview({ file, children }: PreviewProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [broken, setBroken] = useState<File>()

  useEffect(() => {
    let left = false
    async function draw(): Promise<void> {
      const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
      const box = canvas.current
      const context = box?.getContext('2d')
      if (!left && box !== null && context != null) {
        const side = Math.min(image.width, image.height)
        box.width = sidePx
        box.height = sidePx
        const x = (image.width - side) / 2
        const y = (image.height - side) / 2
        context.imageSmoothingQuality = 'high'
        context.drawImage(image, x, y, side, side, 0, 0, sidePx, sidePx)
      }
      image.close()
    }
    draw().catch(() => {
      if (!left) setBroken(file)
    })
    return () => {
      left = true
    }
  }, [file])

  if (broken === file) return children
  return <canvas ref={canvas} data-part="attachment-image" width={sidePx} height={sidePx} />
}

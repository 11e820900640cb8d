import type { Prepare } from './AttachmentOptions.ts'

export interface DownscaleOptions {
  /** The longer side of what comes out, in pixels. Default 2048, which is what models look at. */
  readonly maxPx?: number
  /** How well it is kept, from 0 to 1, where the format has such a thing. Default 0.85. */
  readonly quality?: number
  /** The largest image that is opened, in bytes: larger ones are refused before. Default 100 MB. */
  readonly maxInputBytes?: number
}

/** Formats that a browser reads and writes. */
const formats: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])

/**
 * Makes large images smaller before they are sent, in the browser: for `prepare` of the attachments. JPEG, PNG and WebP
 * stay what they are and are turned as their camera says; nothing else of what was in the file (place, camera) goes
 * along where it is made smaller. An image that is small enough, or would come out no smaller, goes as it is, with all
 * that is in it; and so do animations, of which only the first picture would be left.
 */
export function downscaleImages(options: DownscaleOptions = {}): Prepare {
  const { maxPx = 2048, quality = 0.85, maxInputBytes = 100_000_000 } = options
  const prepare = async (file: File, { signal }: { readonly signal: AbortSignal }) => {
    if (!formats.has(file.type) || (await isAnimated(file))) return file
    const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
    try {
      signal.throwIfAborted()
      const scale = maxPx / Math.max(image.width, image.height)
      if (scale >= 1) return file
      const width = Math.max(1, Math.round(image.width * scale))
      const height = Math.max(1, Math.round(image.height * scale))
      const canvas = new OffscreenCanvas(width, height)
      const context = canvas.getContext('2d')
      if (context === null) return file
      context.imageSmoothingQuality = 'high'
      context.drawImage(image, 0, 0, width, height)
      const smaller = await canvas.convertToBlob({ type: file.type, quality })
      if (smaller.type !== file.type || smaller.size >= file.size) return file
      return new File([smaller], file.name, { type: file.type, lastModified: file.lastModified })
    } finally {
      image.close()
    }
  }
  return Object.assign(prepare, {
    mayShrink: (file: File) => formats.has(file.type) && file.size <= maxInputBytes,
  })
}

/** The chunk that says so comes before the first picture: `acTL` of PNG, `ANIM` of WebP. */
async function isAnimated(file: File): Promise<boolean> {
  if (file.type === 'image/jpeg') return false
  const mark = file.type === 'image/png' ? 'acTL' : 'ANIM'
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer())
  return new TextDecoder('latin1').decode(head).includes(mark)
}

/** A profile of colours may come before it. */
const headBytes = 64 * 1024

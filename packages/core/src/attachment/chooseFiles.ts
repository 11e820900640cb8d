import type { RefusedFile, Refusal } from './Attachment.ts'
import type { AttachmentLimits } from './AttachmentOptions.ts'
import { isAccepted } from './isAccepted.ts'

/** What is there already. */
export interface Taken {
  readonly files: number
  readonly bytes: number
}

/**
 * Which files are taken, in their order, and why others are not. A file that is refused leaves its room to those behind
 * it.
 * @param mayShrink - Whether a file is measured only when it has been made smaller.
 */
export function chooseFiles(
  files: readonly File[],
  { files: count, bytes }: Taken,
  limits: AttachmentLimits,
  mayShrink: (file: File) => boolean,
): { readonly taken: readonly File[]; readonly refused: readonly RefusedFile[] } {
  const taken: File[] = []
  const refused: RefusedFile[] = []
  let total = bytes
  for (const file of files) {
    const measured = mayShrink(file) ? 0 : file.size
    const refusal = refusalOf(file, measured, count + taken.length, total, limits)
    if (refusal === undefined) {
      taken.push(file)
      total += measured
    } else {
      const { name, type: mediaType, size } = file
      refused.push({ name, mediaType, bytes: size, refusal })
    }
  }
  return { taken, refused }
}

function refusalOf(
  file: File,
  measured: number,
  count: number,
  total: number,
  { accept, maxBytes, maxTotalBytes, maxFiles }: AttachmentLimits,
): Refusal | undefined {
  if (!isAccepted(file, accept)) return { reason: 'type' }
  if (file.size === 0) return { reason: 'empty' }
  if (measured > maxBytes) return { reason: 'too_large', limit: maxBytes }
  if (count >= maxFiles) return { reason: 'too_many', limit: maxFiles }
  if (total + measured > maxTotalBytes)
    return { reason: 'too_large_together', limit: maxTotalBytes }
  return undefined
}

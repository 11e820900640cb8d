import type { RefusedFile } from '@millrace/core'

/** What was dropped or pasted: files, and folders, of which a page gets nothing but the name. */
export interface Handed {
  readonly files: readonly File[]
  readonly folders: readonly RefusedFile[]
}

/** The files that a drop or a paste brings. */
export function filesOf({ items }: DataTransfer): Handed {
  const files: File[] = []
  const folders: RefusedFile[] = []
  for (const item of items) {
    const file = item.kind === 'file' ? item.getAsFile() : null
    if (file === null) continue
    if (item.webkitGetAsEntry()?.isDirectory !== true) files.push(file)
    else {
      const { name, type: mediaType, size: bytes } = file
      folders.push({ name, mediaType, bytes, refusal: { reason: 'folder' } })
    }
  }
  return { files, folders }
}

/** Whether files are among what is dragged over a page. Which, it is told when they are dropped. */
export function bringsFiles(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer?.types.includes('Files') === true
}

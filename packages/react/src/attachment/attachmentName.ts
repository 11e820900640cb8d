import type { Labels } from '../labels/labels.ts'
import { fileKind } from './fileKind.ts'
import { fileName } from './fileName.ts'

/** What a file is called, or what it is where it has no name. */
export function attachmentName(
  { name, mediaType }: { readonly name: string; readonly mediaType: string },
  labels: Labels,
): string {
  const given = fileName(name)
  return given === '' ? labels.fileKinds[fileKind(mediaType)] : given
}

'use client'

import type { Refusal, RefusedFile } from '@millrace/core'
import type { MouseEvent, ReactNode } from 'react'
import type { Labels } from '../labels/labels.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { attachmentName } from './attachmentName.ts'
import { useAttachments } from './AttachmentsContext.ts'

/** So many are named; of more, how many there are. */
const namedAtMost = 3

/**
 * Says which files were not taken and why, a sentence for each reason, with a button that dismisses it. Renders one
 * `<div role="status">` that is always there; `data-empty` is present until then.
 */
export function AttachmentRefusals(props: PartProps<'div'>): ReactNode {
  const { refused, dismissRefused } = useAttachments()
  const labels = useLabels()
  const view = useView()
  const own = {
    'data-part': 'attachment-refusals',
    role: 'status',
    'data-empty': refused.length === 0 ? '' : undefined,
    children: refused.length > 0 && (
      <>
        <ul>
          {sentencesFor(refused, labels).map((sentence, at) => (
            // Two files may have one name.
            <li key={`${at} ${sentence}`}>{sentence}</li>
          ))}
        </ul>
        <button
          type="button"
          data-part="attachment-dismiss"
          onClick={({ currentTarget }: MouseEvent<HTMLButtonElement>) => {
            focusRegion(view, 'composer', currentTarget)
            dismissRefused()
          }}
        >
          {labels.dismiss}
        </button>
      </>
    ),
  }
  return renderPart('div', props, own, undefined)
}

/** What is said of files that were not taken: few by name, many by number. */
function sentencesFor(refused: readonly RefusedFile[], labels: Labels): readonly string[] {
  const numbers = numbersFor(labels.locale)
  const reasons = new Set(refused.map(({ refusal }) => refusal.reason))
  return [...reasons].flatMap((reason) => {
    const group = refused.filter(({ refusal }) => refusal.reason === reason)
    const many = labels.files(group.length, numbers.count(group.length))
    const [first] = group
    if (first === undefined) return []
    if (group.length > namedAtMost) return [sentenceFor(many, first.refusal, labels)]
    // Isolated: a name in another script turns no sentence around.
    return group.map((file) =>
      sentenceFor(`\u2068${attachmentName(file, labels)}\u2069`, file.refusal, labels),
    )
  })
}

function sentenceFor(name: string, refusal: Refusal, labels: Labels): string {
  const numbers = numbersFor(labels.locale)
  switch (refusal.reason) {
    case 'empty':
      return labels.fileEmpty(name)
    case 'folder':
      return labels.fileFolder(name)
    case 'type':
      return labels.fileType(name)
    case 'too_large':
      return labels.fileTooLarge(name, numbers.bytes(refusal.limit))
    case 'too_large_together':
      return labels.filesNoRoom(name, numbers.bytes(refusal.limit))
    case 'too_many':
      return labels.filesTooMany(name, numbers.count(refusal.limit))
  }
}

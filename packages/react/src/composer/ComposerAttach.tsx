'use client'

import type { AttachmentLimits } from '@millrace/core'
import type { MouseEvent, ReactNode } from 'react'
import { useAttachments } from '../attachment/AttachmentsContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'

/** Chooses files. Renders one `<button>`; the browser's own chooser opens, for the types that may be attached. */
export function ComposerAttach({ onClick, ...props }: PartProps<'button'>): ReactNode {
  const { limits, add } = useAttachments()
  const labels = useLabels()
  const view = useView()
  const own = {
    'data-part': 'composer-attach',
    type: 'button',
    'aria-label': labels.attach,
    onClick: chain(onClick, (event: MouseEvent<HTMLButtonElement>) => {
      const button = event.currentTarget
      chooseIn(button.ownerDocument, limits, (files) => {
        add(files)
        focusRegion(view, 'composer', button)
      })
    }),
    children: clip,
  }
  return renderPart('button', props, own, undefined)
}

/** Opens the browser's chooser. */
function chooseIn(
  { body }: Document,
  { accept, maxFiles }: AttachmentLimits,
  onChosen: (files: readonly File[]) => void,
): void {
  // In the page only while it is open: Safari forgets one that is not, and nobody else is to come upon it.
  const chooser = body.ownerDocument.createElement('input')
  chooser.type = 'file'
  chooser.hidden = true
  chooser.multiple = maxFiles > 1
  chooser.accept = accept
  chooser.addEventListener('cancel', () => chooser.remove())
  chooser.addEventListener('change', () => {
    chooser.remove()
    onChosen([...(chooser.files ?? [])])
  })
  body.append(chooser)
  chooser.click()
}

const clip = (
  <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    <path
      d="m15.5 9.5-5.3 5.3a3.4 3.4 0 0 1-4.8-4.8l6-6a2.3 2.3 0 0 1 3.2 3.2l-5.8 5.8a1.1 1.1 0 0 1-1.6-1.6l5-5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
)

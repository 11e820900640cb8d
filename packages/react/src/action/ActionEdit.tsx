'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessagePlace } from '../message/MessageContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useView } from '../view/ViewContext.ts'
import { editIcon } from './icons.tsx'
import { renderAction } from './renderAction.ts'

/** Opens the editor of a question, in the place of its parts. Renders one `<button>`, or nothing for what is no question. */
export function ActionEdit(props: PartProps<'button'>): ReactNode {
  const labels = useLabels()
  const view = useView()
  const { id, role } = useMessagePlace()
  if (role !== 'user') return null
  return renderAction(props, {
    part: 'action-edit',
    label: labels.edit,
    icon: editIcon,
    onPress: () => view.edit(id),
  })
}

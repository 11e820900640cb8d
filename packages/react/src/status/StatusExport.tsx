'use client'

import { type ReactNode, useContext } from 'react'
import { renderAction } from '../action/renderAction.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useStatusContext } from './StatusContext.ts'
import { StatusSettingsContext } from './StatusSettings.ts'

/**
 * Hands the conversation over as a file, by the `onExport` of the chat. Renders one `<button>`, or nothing where the
 * conversation is kept on this device, or nobody exports.
 */
export function StatusExport(props: PartProps<'button'>): ReactNode {
  const labels = useLabels()
  const { status } = useStatusContext()
  const { onExport } = useContext(StatusSettingsContext)
  if (onExport === undefined || status.face !== 'not-saved' || status.where !== 'here') return null
  return renderAction(props, {
    part: 'export',
    label: labels.exportHere,
    onPress: () => onExport(),
  })
}

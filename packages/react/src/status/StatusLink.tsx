'use client'

import { cannedReasonFor } from '@millrace/protocol'
import { type ReactNode, useContext } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { type StatusState, useStatusContext } from './StatusContext.ts'
import { StatusSettingsContext } from './StatusSettings.ts'
import { webAddress } from './webAddress.ts'

/**
 * Leads to the page that says how the service is: its own `href`, or the `statusUrl` of the chat. It opens apart, tells no
 * referrer, and has no way back to this page (T-58). Renders one `<a>`, or nothing where the service is not in trouble,
 * and where the address is not one of the web.
 */
export function StatusLink({ href, ...props }: PartProps<'a', StatusState>): ReactNode {
  const labels = useLabels()
  const { status } = useStatusContext()
  const { statusUrl } = useContext(StatusSettingsContext)
  const address = webAddress(href ?? statusUrl)
  if (address === undefined || !isOfService(status)) return null
  const own = {
    'data-part': 'status-link',
    href: address,
    target: '_blank',
    rel: 'noopener noreferrer',
    children: labels.statusPage,
  }
  return renderPart('a', props, own, status)
}

/** Whether it is the service that does not answer, rather than the way to it or the question. */
function isOfService(status: StatusState): boolean {
  if (status.face !== 'failed') return status.face === 'outage'
  return status.error.code !== 'network' && cannedReasonFor(status.error.code) === 'outage'
}

'use client'

import { factsOf } from '@millrace/protocol'
import { type ReactNode, useEffect, useState } from 'react'
import { isBusy } from '@millrace/core'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'

/**
 * Tells screen readers where an answer begins and how it ended. Renders one polite live region that is there,
 * empty, before anything is said; the transcript itself is not live, so nothing is read twice.
 */
export function Announcer(): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const [said, setSaid] = useState('')

  useEffect(
    () =>
      chat.subscribe(({ run, messages }, previous) => {
        if (isBusy(run) === isBusy(previous.run)) return
        if (isBusy(run)) return setSaid(labels.responding)
        if (run.status === 'failed') {
          const why = labels.errors[run.error.code] ?? labels.errors.unknown
          return setSaid(`${labels.failed}: ${why}`)
        }
        const last = messages.at(-1)
        const stopped = last !== undefined && factsOf(last).status === 'stopped'
        setSaid(stopped || last?.role === 'user' ? labels.stopped : labels.complete)
      }),
    [chat, labels],
  )

  return (
    <output data-part="announcer" aria-live="polite">
      {said}
    </output>
  )
}

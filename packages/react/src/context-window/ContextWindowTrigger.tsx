'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useMeterContext } from './MeterContext.ts'

/**
 * Opens the details of the meter. Renders one `<button>` with a ring that fills with the share, named in words:
 * `Context: 70% used`.
 */
export function ContextWindowTrigger(props: PartProps<'button'>): ReactNode {
  const { share, detailsId } = useMeterContext()
  const labels = useLabels()
  const numbers = numbersFor(labels.locale)
  const own = {
    'data-part': 'context-window-trigger',
    type: 'button',
    popoverTarget: detailsId,
    'aria-label':
      share.level === 'unknown'
        ? labels.contextUnlimited(numbers.count(share.usedTokens))
        : labels.contextUsed(numbers.percent(share.share)),
    children: <Ring share={share.level === 'unknown' ? undefined : share.share} />,
  }
  return renderPart('button', props, own, undefined)
}

/** A ring that is filled clockwise from the top; a broken one where there is no limit to fill it to. */
function Ring({ share }: { readonly share: number | undefined }): ReactNode {
  return (
    <svg
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="3"
      aria-hidden="true"
      focusable="false"
    >
      <circle
        cx="10"
        cy="10"
        r="7.5"
        pathLength="100"
        opacity={share === undefined ? 1 : 0.25}
        strokeDasharray={share === undefined ? '7.5 5' : undefined}
      />
      {share !== undefined && share > 0 && (
        <circle
          cx="10"
          cy="10"
          r="7.5"
          pathLength="100"
          strokeDasharray={`${share * 100} 100`}
          transform="rotate(-90 10 10)"
        />
      )}
    </svg>
  )
}

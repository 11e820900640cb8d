'use client'

import { type CSSProperties, type ReactNode, type ToggleEvent, useId, useState } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { usageText } from '../usage/usageText.ts'
import { useUsage } from '../usage/useUsage.ts'
import { useMeterContext } from './MeterContext.ts'
import { useContextWindow } from './useContextWindow.ts'

/**
 * The figures behind the meter: a bar with the role of a meter, what is used and held back, what is no longer sent,
 * tokens and cost of the whole conversation. Renders one `<div popover>` that its trigger opens; Escape closes it.
 * It is empty while it is closed. The bar has `--millrace-context-share`, from 0 to 1.
 */
export function ContextWindowDetails({ onBeforeToggle, ...props }: PartProps<'div'>): ReactNode {
  const { detailsId } = useMeterContext()
  const [open, setOpen] = useState(false)
  const titleId = useId()
  const own = {
    'data-part': 'context-window-details',
    id: detailsId,
    popover: 'auto',
    role: 'group',
    'aria-labelledby': open ? titleId : undefined,
    onBeforeToggle: chain(onBeforeToggle, (event: ToggleEvent<HTMLDivElement>) =>
      setOpen(event.newState === 'open'),
    ),
    children: open ? <Figures titleId={titleId} /> : null,
  }
  return renderPart('div', props, own, undefined)
}

function Figures({ titleId }: { readonly titleId: string }): ReactNode {
  const { share } = useMeterContext()
  const report = useContextWindow()
  const usage = useUsage()
  const labels = useLabels()
  const numbers = numbersFor(labels.locale)
  // An answer may go over: what does not fit is left out of the next request, nothing is used twice.
  const limit = share.level === 'unknown' ? Infinity : share.limitTokens
  const used = numbers.count(Math.min(share.usedTokens, limit))
  const heldBack = report?.maxOutputTokens ?? 0
  const leftOut = report?.droppedMessages ?? 0
  const spent = usage.cost === undefined ? undefined : numbers.cost(usage.cost)
  const usedOf =
    share.level === 'unknown' ? labels.tokens(used) : labels.tokensOf(used, numbers.count(limit))
  return (
    <>
      <p id={titleId} data-part="context-window-title">
        {labels.contextWindow}
      </p>
      {share.level !== 'unknown' && (
        // No `<meter>`: browsers draw their own, and none of them takes words for its value.
        <div
          data-part="context-window-bar"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- see above
          role="meter"
          aria-labelledby={titleId}
          aria-valuemin={0}
          aria-valuemax={share.limitTokens}
          aria-valuenow={Math.min(share.usedTokens, share.limitTokens)}
          aria-valuetext={`${usedOf}, ${numbers.percent(share.share)}`}
          style={{ '--millrace-context-share': String(share.share) } as CSSProperties}
        />
      )}
      <dl>
        <Row name={labels.used}>{usedOf}</Row>
        {share.level === 'unknown' && <Row name={labels.limit}>{labels.limitUnknown}</Row>}
        {heldBack > 0 && <Row name={labels.heldBack}>{labels.tokens(numbers.count(heldBack))}</Row>}
        {leftOut > 0 && (
          <Row name={report?.summarized === true ? labels.sentAsSummary : labels.noLongerSent}>
            {labels.messages(leftOut, numbers.count(leftOut))}
          </Row>
        )}
        {usage.totalTokens > 0 && <Row name={labels.conversation}>{usageText(labels, usage)}</Row>}
        {spent !== undefined && (
          <Row name={labels.cost}>{usage.estimated ? labels.about(spent) : spent}</Row>
        )}
      </dl>
      {(report?.estimated === true || usage.estimated) && (
        <p data-part="context-window-note">{labels.estimates}</p>
      )}
    </>
  )
}

function Row({
  name,
  children,
}: {
  readonly name: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

'use client'

import type { Thread } from '@millrace/core'
import { Fragment, type FocusEvent, type KeyboardEvent, type ReactNode, useId } from 'react'
import { datesFor } from '../labels/datesFor.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { Labels } from '../labels/labels.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { dayOf } from '../thread/dayOf.ts'
import { useToday } from '../thread/useToday.ts'
import { groupThreads, type ThreadGroup } from './groupThreads.ts'
import { rowKeys } from './rowKeys.ts'
import { ThreadListItem } from './ThreadListItem.tsx'
import { useThreadsContext } from './ThreadsContext.ts'
import { useKeptFocus } from './useKeptFocus.ts'
import { useShownThreads } from './useShownThreads.ts'

export type ThreadListItemsProps = Omit<PartProps<'div'>, 'children'> & {
  /** Renders one thread. Default: `<ThreadList.Item thread={thread} />`. */
  readonly children?: ((thread: Thread) => ReactNode) | undefined
  /** Whose midnights part the days: `Europe/Berlin`. Default: the reader's own. */
  readonly timeZone?: string | undefined
}

/**
 * The conversations in groups, each with a heading and a list: pinned ones, today, yesterday, the 7 and 30 days before, then
 * month by month. Renders one `<div>`, or nothing where there are none. Up and down lead from one to another; Control or
 * Command with Z brings the last one back that was removed. On a server days are not known: all stand together.
 */
export function ThreadListItems({
  children = (thread) => <ThreadListItem thread={thread} />,
  timeZone,
  onBlur,
  onFocus,
  onKeyDown,
  ...props
}: ThreadListItemsProps): ReactNode {
  const store = useThreadsContext()
  const labels = useLabels()
  const threads = useShownThreads()
  const today = useToday(timeZone)
  const id = useId()
  const kept = useKeptFocus()
  if (threads.length === 0) return null
  const groups = groupThreads(threads, today, (time) => dayOf(time, timeZone))
  const own = {
    'data-part': 'thread-items',
    onBlur: chain(onBlur, (event: FocusEvent<HTMLDivElement>) => {
      kept.onBlur(event)
      rowKeys.onBlur(event)
    }),
    onFocus: chain(onFocus, (event: FocusEvent<HTMLDivElement>) => {
      kept.onFocus(event)
      rowKeys.onFocus(event)
    }),
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLDivElement>) => {
      rowKeys.onKeyDown(event)
      const [last] = store.getState().removed
      const undoes = event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey
      if (!undoes || last === undefined || event.target instanceof HTMLInputElement) return
      event.preventDefault()
      store.undoRemove(last.thread.id)
    }),
    children: groups.map((group) => {
      const heading = headingOf(group, today, labels)
      const headingId = `${id}-${group.kind}-${group.day}`
      return (
        <Fragment key={headingId}>
          {heading !== undefined && (
            <h2 id={headingId} data-part="thread-group">
              {heading}
            </h2>
          )}
          <ul
            data-part="thread-group-items"
            aria-labelledby={heading === undefined ? undefined : headingId}
            aria-label={heading === undefined ? labels.threads : undefined}
          >
            {group.threads.map((thread) => (
              <Fragment key={thread.id}>{children(thread)}</Fragment>
            ))}
          </ul>
        </Fragment>
      )
    }),
  }
  return renderPart('div', props, own, undefined)
}

function headingOf(
  { kind, day }: ThreadGroup,
  today: string | undefined,
  labels: Labels,
): string | undefined {
  const dates = datesFor(labels.locale)
  const { count } = numbersFor(labels.locale)
  switch (kind) {
    case 'pinned':
      return labels.pinnedThreads
    case 'today':
      return dates.day(today ?? day, today)
    case 'yesterday':
      return dates.day(day, today)
    case 'week':
      return labels.previousDays(count(7))
    case 'month':
      return labels.previousDays(count(30))
    case 'earlier':
      return dates.month(day, today ?? day)
    case 'all':
      return undefined
  }
}

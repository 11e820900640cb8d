'use client'

import type { ChatState } from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { type ReactNode, useCallback } from 'react'
import { type Derived, useDerived } from '../chat/useDerived.ts'
import { datesFor } from '../labels/datesFor.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { createdAtOf } from '../message/createdAtOf.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { dayOf } from './dayOf.ts'
import { useToday } from './useToday.ts'

export type ThreadDayProps = PartProps<'p'> & {
  /** The message, by id. */
  readonly before: string
  /**
   * Whose midnights part the days: `Europe/Berlin`. Default: the reader's own, which a server does not know.
   */
  readonly timeZone?: string | undefined
}

/**
 * Says on which day the messages below were written: `Today`, `Yesterday`, `Tuesday, March 3`. From
 * `metadata.millrace.timings.createdAt`; messages without it are passed over. Renders one `<p>` with a `<time>` in it
 * before the message with this id if a day begins there, else nothing. A conversation that is all of today has none.
 * On a server nothing, unless there is a `timeZone`: then all but the first, for which one must know what day it is,
 * by their dates.
 */
export function ThreadDay({ before, timeZone, ...props }: ThreadDayProps): ReactNode {
  const derive = useCallback(
    (state: ChatState, last?: Times) => deriveTimes(state, before, last),
    [before],
  )
  // With every token two messages are looked at; days are made when a time has changed.
  const { time, earlier } = useDerived(derive)
  if (time === undefined) return null
  const day = dayOf(time, timeZone)
  const isFirst = earlier === undefined
  if (!isFirst && dayOf(earlier, timeZone) === day) return null
  return <Line {...props} day={day} isFirst={isFirst} timeZone={timeZone} />
}

type LineProps = PartProps<'p'> & {
  readonly day: string
  /** Whether no day is known before. */
  readonly isFirst: boolean
  readonly timeZone: string | undefined
}

function Line({ day, isFirst, timeZone, ...props }: LineProps): ReactNode {
  const { locale } = useLabels()
  const today = useToday(timeZone)
  if (today === undefined && (isFirst || timeZone === undefined)) return null
  if (isFirst && day === today) return null
  const own = {
    'data-part': 'thread-day',
    children: (
      // Of one day, a server may write in slightly other words than a browser.
      <time dateTime={day} dir="auto" suppressHydrationWarning>
        {datesFor(locale).day(day, today)}
      </time>
    ),
  }
  return renderPart('p', props, own, undefined)
}

interface Times extends Derived<{
  /** When the message was written. */
  readonly time: number | undefined
  /** The nearest time before. */
  readonly earlier: number | undefined
}> {
  readonly message: Message | undefined
  readonly previous: Message | undefined
  readonly messageIds: readonly string[]
}

/**
 * Mostly the message before has a time. Those without are gone over by the one that has, when a message comes or goes:
 * all separators together take one step for each message then, and none for a token.
 */
function deriveTimes(
  { messages, messageIds, indexById }: ChatState,
  id: string,
  last?: Times,
): Times {
  const at = indexById.get(id) ?? -1
  const [message, previous] = [messages[at], messages[at - 1]]
  const same =
    last?.messageIds === messageIds && last.message === message && last.previous === previous
  if (same) return last
  const time = timeOf(message)
  let earlier = timeOf(previous)
  if (time !== undefined) {
    for (let n = at - 2; earlier === undefined && n >= 0; n--) earlier = timeOf(messages[n])
  }
  return { message, previous, messageIds, value: { time, earlier } }
}

function timeOf(message: Message | undefined): number | undefined {
  return message === undefined ? undefined : createdAtOf(message)
}

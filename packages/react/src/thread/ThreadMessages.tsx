'use client'

import type { Message } from '@millrace/protocol'
import { memo, type ReactNode, useCallback } from 'react'
import { ContextWindowDivider } from '../context-window/ContextWindowDivider.tsx'
import { useLeftOutIds } from '../context-window/useLeftOutIds.ts'
import { MessageActions } from '../message/MessageActions.tsx'
import { MessageFooter } from '../message/MessageFooter.tsx'
import { MessageAuthor } from '../message/MessageAuthor.tsx'
import { MessageParts } from '../message/MessageParts.tsx'
import type { PartComponents } from '../message/PartComponents.ts'
import { MessageRoot } from '../message/MessageRoot.tsx'
import { late, lateOption } from '../part/late.tsx'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { usePlan } from '../virtual/usePlan.ts'
import { ThreadDay } from './ThreadDay.tsx'
import { ThreadUnread } from './ThreadUnread.tsx'
import { useNewMessages } from './useNewMessages.ts'

export type ThreadMessagesProps<M extends Message = Message> = Omit<PartProps<'ol'>, 'children'> & {
  readonly components?: PartComponents<M> | undefined
  /** Show what each answer used, and how fast it came. Default false. */
  readonly showUsage?: boolean | undefined
  /** Offer to rate answers. Default false: somebody must listen (`onFeedback`). */
  readonly feedback?: boolean | undefined
  /** Offer to read answers aloud, where the browser has a voice or the application. Default false. */
  readonly readAloud?: boolean | undefined
  /** Show when each message was written, if that is known. Default false. */
  readonly showTimes?: boolean | undefined
  /**
   * Of more messages than this only those near the view are mounted, where there is a `<Thread.Scroller>` around. Up to
   * so many, the browser finds all that is said in the page. Default 100; `Infinity` mounts all.
   */
  readonly virtualAbove?: number | undefined
  /** Another message in place of ours, by id. */
  readonly children?: ((id: string) => ReactNode) | undefined
}

/**
 * The messages, oldest first, with a line where a day begins, where new messages begin and where the model's window
 * begins. Renders one `<ol>`, or nothing before the first message. `data-left-out` is present on the `<li>` of each
 * message that is no longer sent to the model.
 */
export function ThreadMessages<M extends Message = Message>({
  components,
  showUsage = false,
  showTimes = false,
  feedback = false,
  readAloud = false,
  virtualAbove = 100,
  children,
  ...props
}: ThreadMessagesProps<M>): ReactNode {
  const plan = usePlan(virtualAbove)
  const leftOut = useLeftOutIds()
  const { firstId } = useNewMessages()
  if (plan.count === 0) return null
  const render =
    children ??
    ((id: string) => (
      <WholeMessage
        id={id}
        // Only their names are looked up below; their types were checked here.
        components={components as PartComponents | undefined}
        showUsage={showUsage}
        showTimes={showTimes}
        feedback={feedback}
        readAloud={readAloud}
      />
    ))
  const isWhole = plan.items.length === plan.count
  const own = {
    'data-part': 'messages',
    // Safari forgets that a list is one once its markers are gone.
    role: 'list',
    style: plan.afterPx === 0 ? undefined : { paddingBlockEnd: plan.afterPx },
    children: plan.items.map(({ id, index, beforePx }) => (
      <Item
        key={id}
        id={id}
        beforePx={beforePx}
        place={isWhole ? undefined : index + 1}
        count={isWhole ? undefined : plan.count}
        leftOut={leftOut.has(id)}
        isNew={id === firstId}
        render={render}
      />
    )),
  }
  return renderPart('ol', props, own, undefined)
}

interface ItemProps {
  readonly id: string
  /** Room for messages that are not mounted, in pixels. */
  readonly beforePx: number
  /** Which one it is, from 1, and of how many: where not all are mounted. */
  readonly place: number | undefined
  readonly count: number | undefined
  readonly leftOut: boolean
  /** Whether new messages begin with it. */
  readonly isNew: boolean
  readonly render: (id: string) => ReactNode
}

/** When a message goes that has the focus, it goes to the thread: the page's body is nowhere. */
const Item = memo(function Item({
  id,
  beforePx,
  place,
  count,
  leftOut,
  isNew,
  render,
}: ItemProps): ReactNode {
  const view = useView()
  // The same function for as long as the item is there: only its going is to be heard of.
  const keepFocus = useCallback(
    (item: HTMLElement | null) => () => {
      const root = item?.getRootNode() as Document | ShadowRoot | undefined
      if (item?.contains(root?.activeElement ?? null) === true) focusRegion(view, 'thread', item)
    },
    [view],
  )
  return (
    <li
      ref={keepFocus}
      aria-posinset={place}
      aria-setsize={count}
      data-left-out={leftOut ? '' : undefined}
      style={beforePx === 0 ? undefined : { marginBlockStart: beforePx }}
    >
      <ThreadDay before={id} />
      {isNew && <ThreadUnread before={id} />}
      <ContextWindowDivider before={id} />
      {render(id)}
    </li>
  )
})

interface WholeMessageProps {
  readonly id: string
  readonly components: PartComponents | undefined
  readonly showUsage: boolean
  readonly showTimes: boolean
  readonly feedback: boolean
  readonly readAloud: boolean
}

const WholeMessage = memo(function WholeMessage({
  id,
  components,
  showUsage,
  showTimes,
  feedback,
  readAloud,
}: WholeMessageProps): ReactNode {
  return (
    <MessageRoot id={id}>
      <MessageAuthor />
      <div data-part="message-body">
        <MessageParts components={components} />
      </div>
      <MessageFooter />
      {showTimes && <MessageTime />}
      {showUsage && (
        <>
          <MessageUsage />
          <MessageTimings />
        </>
      )}
      <MessageActions feedback={feedback} readAloud={readAloud} />
      {feedback && <MessageComment />}
    </MessageRoot>
  )
})

const MessageComment = late(
  async () => (await import('../message/MessageComment.tsx')).MessageComment,
)
const MessageTime = lateOption(async () => (await import('../message/MessageTime.tsx')).MessageTime)
const MessageUsage = lateOption(
  async () => (await import('../message/MessageUsage.tsx')).MessageUsage,
)
const MessageTimings = lateOption(
  async () => (await import('../message/MessageTimings.tsx')).MessageTimings,
)

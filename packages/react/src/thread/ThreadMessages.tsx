'use client'

import type { Message } from '@millrace/protocol'
import { memo, type ReactNode, useCallback } from 'react'
import { ContextWindowDivider } from '../context-window/ContextWindowDivider.tsx'
import { useLeftOutIds } from '../context-window/useLeftOutIds.ts'
import { MessageActions } from '../message/MessageActions.tsx'
import { MessageFooter } from '../message/MessageFooter.tsx'
import { MessageAuthor } from '../message/MessageAuthor.tsx'
import { MessageComment } from '../message/MessageComment.tsx'
import { MessageParts } from '../message/MessageParts.tsx'
import { MessageTimings } from '../message/MessageTimings.tsx'
import type { PartComponents } from '../message/PartComponents.ts'
import { MessageRoot } from '../message/MessageRoot.tsx'
import { MessageUsage } from '../message/MessageUsage.tsx'
import { useMessageIds } from '../message/useMessage.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'

export type ThreadMessagesProps<M extends Message = Message> = Omit<PartProps<'ol'>, 'children'> & {
  readonly components?: PartComponents<M> | undefined
  /** Show what each answer used, and how fast it came. Default false. */
  readonly showUsage?: boolean | undefined
  /** Offer to rate answers. Default false: somebody must listen (`onFeedback`). */
  readonly feedback?: boolean | undefined
  /** Another message in place of ours, by id. */
  readonly children?: (id: string) => ReactNode
}

/**
 * The messages, oldest first. Renders one `<ol>`, or nothing before the first message. `data-left-out` is present
 * on the `<li>` of each message that is no longer sent to the model.
 */
export function ThreadMessages<M extends Message = Message>({
  components,
  showUsage = false,
  feedback = false,
  children,
  ...props
}: ThreadMessagesProps<M>): ReactNode {
  const ids = useMessageIds()
  const leftOut = useLeftOutIds()
  if (ids.length === 0) return null
  const own = {
    'data-part': 'messages',
    // Safari forgets that a list is one once its markers are gone.
    role: 'list',
    children: ids.map((id) => (
      <Item key={id} leftOut={leftOut.has(id)}>
        <ContextWindowDivider before={id} />
        {children === undefined ? (
          <WholeMessage
            id={id}
            // Only their names are looked up below; their types were checked here.
            components={components as PartComponents | undefined}
            showUsage={showUsage}
            feedback={feedback}
          />
        ) : (
          children(id)
        )}
      </Item>
    )),
  }
  return renderPart('ol', props, own, undefined)
}

interface ItemProps {
  readonly leftOut: boolean
  readonly children: ReactNode
}

/** When a message goes that has the focus, it goes to the thread: the page's body is nowhere. */
function Item({ leftOut, children }: ItemProps): ReactNode {
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
    <li ref={keepFocus} data-left-out={leftOut ? '' : undefined}>
      {children}
    </li>
  )
}

interface WholeMessageProps {
  readonly id: string
  readonly components: PartComponents | undefined
  readonly showUsage: boolean
  readonly feedback: boolean
}

const WholeMessage = memo(function WholeMessage({
  id,
  components,
  showUsage,
  feedback,
}: WholeMessageProps): ReactNode {
  return (
    <MessageRoot id={id}>
      <MessageAuthor />
      <div data-part="message-body">
        <MessageParts components={components} />
      </div>
      <MessageFooter />
      {showUsage && (
        <>
          <MessageUsage />
          <MessageTimings />
        </>
      )}
      <MessageActions feedback={feedback} />
      {feedback && <MessageComment />}
    </MessageRoot>
  )
})

'use client'

import { memo, type ReactNode } from 'react'
import { ContextWindowDivider } from '../context-window/ContextWindowDivider.tsx'
import { useLeftOutIds } from '../context-window/useLeftOutIds.ts'
import { MessageActions } from '../message/MessageActions.tsx'
import { MessageFooter } from '../message/MessageFooter.tsx'
import { MessageParts, type PartComponents } from '../message/MessageParts.tsx'
import { MessageRoot } from '../message/MessageRoot.tsx'
import { MessageUsage } from '../message/MessageUsage.tsx'
import { useMessageIds } from '../message/useMessage.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'

export type ThreadMessagesProps = Omit<PartProps<'ol'>, 'children'> & {
  readonly components?: PartComponents | undefined
  /** Show what each answer used. Default false. */
  readonly showUsage?: boolean | undefined
  /** Another message in place of ours, by id. */
  readonly children?: (id: string) => ReactNode
}

/**
 * The messages, oldest first. Renders one `<ol>`, or nothing before the first message. `data-left-out` is present
 * on the `<li>` of each message that is no longer sent to the model.
 */
export function ThreadMessages({
  components,
  showUsage = false,
  children,
  ...props
}: ThreadMessagesProps): ReactNode {
  const ids = useMessageIds()
  const leftOut = useLeftOutIds()
  if (ids.length === 0) return null
  const own = {
    'data-part': 'messages',
    // Safari forgets that a list is one once its markers are gone.
    role: 'list',
    children: ids.map((id) => (
      <li key={id} data-left-out={leftOut.has(id) ? '' : undefined}>
        <ContextWindowDivider before={id} />
        {children === undefined ? (
          <WholeMessage id={id} components={components} showUsage={showUsage} />
        ) : (
          children(id)
        )}
      </li>
    )),
  }
  return renderPart('ol', props, own, undefined)
}

const WholeMessage = memo(function WholeMessage({
  id,
  components,
  showUsage,
}: {
  readonly id: string
  readonly components: PartComponents | undefined
  readonly showUsage: boolean
}): ReactNode {
  return (
    <MessageRoot id={id}>
      <div data-part="message-body">
        <MessageParts components={components} />
      </div>
      <MessageFooter />
      {showUsage && <MessageUsage />}
      <MessageActions />
    </MessageRoot>
  )
})

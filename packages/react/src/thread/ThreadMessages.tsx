'use client'

import { memo, type ReactNode } from 'react'
import { ContextWindowDivider } from '../context-window/ContextWindowDivider.tsx'
import { MessageActions } from '../message/MessageActions.tsx'
import { MessageFooter } from '../message/MessageFooter.tsx'
import { MessageParts, type PartComponents } from '../message/MessageParts.tsx'
import { MessageRoot } from '../message/MessageRoot.tsx'
import { useMessageIds } from '../message/useMessage.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'

export type ThreadMessagesProps = Omit<PartProps<'ol'>, 'children'> & {
  readonly components?: PartComponents | undefined
  /** Another message in place of ours, by id. */
  readonly children?: (id: string) => ReactNode
}

/** The messages, oldest first. Renders one `<ol>`, or nothing before the first message. */
export function ThreadMessages({ components, children, ...props }: ThreadMessagesProps): ReactNode {
  const ids = useMessageIds()
  if (ids.length === 0) return null
  const own = {
    'data-part': 'messages',
    // Safari forgets that a list is one once its markers are gone.
    role: 'list',
    children: ids.map((id) => (
      <li key={id}>
        <ContextWindowDivider before={id} />
        {children === undefined ? <WholeMessage id={id} components={components} /> : children(id)}
      </li>
    )),
  }
  return renderPart('ol', props, own, undefined)
}

const WholeMessage = memo(function WholeMessage({
  id,
  components,
}: {
  readonly id: string
  readonly components: PartComponents | undefined
}): ReactNode {
  return (
    <MessageRoot id={id}>
      <div data-part="message-body">
        <MessageParts components={components} />
      </div>
      <MessageFooter />
      <MessageActions />
    </MessageRoot>
  )
})

'use client'

import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessageIds } from '../message/useMessage.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useScroll } from '../scroll/ScrollContext.ts'
import { useRegion } from '../view/useRegion.ts'
import { useView } from '../view/ViewContext.ts'

export type ThreadScrollerProps = Omit<PartProps<'section'>, 'ref'> & {
  /**
   * What a question does that is asked here. `follow` (default): the view goes to the end and stays there while the answer
   * comes, until the user leaves. `pin`: the question goes to the top of the view and stays there, and its answer comes
   * below.
   */
  readonly onQuestion?: 'follow' | 'pin' | undefined
  /** `none`: the view jumps where it would glide. Default `auto`: as the reader's system says. */
  readonly motion?: 'auto' | 'none' | undefined
}

/**
 * What scrolls: a named region that the keyboard can scroll, and the place of `<Thread.Messages>`. It holds the view: at
 * the end until the user leaves it, and where he is as long as he is away. Renders one `<section>` with what it scrolls
 * in it.
 */
export function ThreadScroller({
  onQuestion = 'follow',
  motion = 'auto',
  id,
  children,
  ...props
}: ThreadScrollerProps): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const scroll = useScroll()
  const ids = useMessageIds()
  const regionId = useRegion('thread', id)
  const flow = useRef<HTMLDivElement>(null)

  useEffect(
    () => scroll.configure({ pinsQuestions: onQuestion === 'pin', jumps: motion === 'none' }),
    [scroll, onQuestion, motion],
  )
  useLayoutEffect(() => {
    const content = flow.current?.parentElement
    const scroller = content?.parentElement
    if (flow.current === null || content == null || scroller == null) return undefined
    return scroll.attach({ scroller, content, flow: flow.current })
  }, [scroll])
  // Before anything is painted: what came in front of what is read does not move it.
  useLayoutEffect(() => {
    scroll.settle()
    const { indexById } = chat.getState()
    const opening = view.opening((seenId) => ids[(indexById.get(seenId) ?? NaN) + 1])
    if (opening !== undefined) void scroll.bring(opening)
  }, [scroll, chat, view, ids])

  const own = {
    id: regionId,
    'data-part': 'thread-scroller',
    'aria-label': labels.conversation,
    tabIndex: 0,
    children: (
      <div data-part="thread-content">
        <div ref={flow}>{children}</div>
      </div>
    ),
  }
  return renderPart('section', { ...props, id: regionId }, own, undefined)
}

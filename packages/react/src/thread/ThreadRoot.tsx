'use client'

import type { ChatStore } from '@millrace/core'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { messageElement } from '../message/messageElement.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { createLateScroll } from '../scroll/createLateScroll.ts'
import type { Scroll } from '../scroll/createScroll.ts'
import { ScrollContext } from '../scroll/ScrollContext.ts'
import { useChatKeys } from '../view/useChatKeys.ts'
import type { View } from '../view/createView.ts'
import { useView, useViewState } from '../view/ViewContext.ts'
import { useSteering } from './useSteering.ts'
import { useThreadKeys } from './useThreadKeys.ts'

/** What the thread shows. */
export interface ThreadState {
  /** Whether the end is out of sight. */
  readonly away: boolean
}

/**
 * The conversation and what lies over it: a `<Thread.Scroller>` and a `<Thread.ToEnd>`. Renders one
 * `<div data-part="thread">`; `data-away` is present while the end is out of sight. Alt+Up and Alt+Down lead from message
 * to message, Control+End (Command+End) to the end.
 */
export function ThreadRoot({ onKeyDown, ...props }: PartProps<'div', ThreadState>): ReactNode {
  const chat = useChatContext()
  const view = useView()
  const away = useViewState((state) => state.away)
  const [held, hold] = useState(() => ({ view, scroll: scrollOf(chat, view) }))
  // Another view is of another conversation.
  if (held.view !== view) hold({ view, scroll: scrollOf(chat, view) })
  const { scroll } = held
  useSteering(scroll, view)
  const chatKeys = useChatKeys('thread')
  const threadKeys = useThreadKeys()
  const own = {
    'data-part': 'thread',
    'data-away': away ? '' : undefined,
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLElement>) => {
      threadKeys(event)
      chatKeys(event)
    }),
  }
  return <ScrollContext value={scroll}>{renderPart('div', props, own, { away })}</ScrollContext>
}

function scrollOf(chat: ChatStore, view: View): Scroll {
  // Who comes back to a conversation has not seen its end.
  let hasSeen = view.getState().seenId === undefined
  return createLateScroll({
    find: messageElement,
    onAway(away) {
      // What is there when the end goes out of sight has been seen.
      const seen = away && hasSeen ? { seenId: chat.getState().messageIds.at(-1) } : {}
      hasSeen = !away
      view.setState({ away, ...seen })
    },
  })
}

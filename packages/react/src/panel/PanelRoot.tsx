'use client'

import { type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { type Panel, PanelContext, type PanelMode, type PanelState } from './PanelContext.ts'
import { useIsNarrow } from './useIsNarrow.ts'
import { useNewsOfAnswers } from './useNewsOfAnswers.ts'
import { useUnread } from './useUnread.ts'

export interface PanelRootProps extends PartProps<'div', PanelState> {
  /** Where it is on a wide screen. Default `floating`. */
  readonly mode?: PanelMode | undefined
  /** Whether it is open, where the application says so. */
  readonly open?: boolean | undefined
  /** Whether it is open at first, where it says so itself. Default false. */
  readonly defaultOpen?: boolean | undefined
  readonly onOpenChange?: ((open: boolean) => void) | undefined
  /** On a window narrower than this, in CSS pixels, it fills the screen. Default 640. */
  readonly fullScreenBelowPx?: number | undefined
}

/**
 * A chat that can be opened and closed, over a page or beside it. Needs a `<ChatProvider>` above. Renders one `<div>` around
 * the launcher and the panel. `data-mode` is `floating` or `sidebar`, `data-open` is present while it is open,
 * `data-full-screen` while it would fill the screen. While it is closed, screen readers are told that an answer came, and not
 * what it says.
 */
export function PanelRoot({
  mode = 'floating',
  open: given,
  defaultOpen = false,
  onOpenChange,
  fullScreenBelowPx = 640,
  ...props
}: PanelRootProps): ReactNode {
  const chat = useChatContext()
  const [own, setOwn] = useState(defaultOpen)
  const open = given ?? own
  const fullScreen = useIsNarrow(fullScreenBelowPx)
  const unread = useUnread(open)
  const id = useId()
  const titleId = useId()
  const launcher = useRef<HTMLButtonElement>(null)
  const latest = useRef(onOpenChange)
  useEffect(() => {
    latest.current = onOpenChange
  })
  // An answer goes on while nobody sees it.
  useEffect(() => chat.retain(), [chat])
  const anchor = useNewsOfAnswers(unread)
  const [wish] = useState(createWish)
  const setOpen = useCallback(
    (next: boolean) => {
      wish.set(next && !open)
      setOwn(next)
      latest.current?.(next)
    },
    [wish, open],
  )
  const state: PanelState = { mode, open, fullScreen, unread }
  const panel = useMemo<Panel>(
    () => ({
      mode,
      open,
      fullScreen,
      unread,
      setOpen,
      id,
      titleId,
      launcher,
      takeWish: wish.take,
    }),
    [mode, open, fullScreen, unread, setOpen, id, titleId, wish],
  )
  const { children, ...rest } = props
  const attributes = {
    'data-part': 'panel-root',
    'data-mode': mode,
    'data-open': open ? '' : undefined,
    'data-full-screen': fullScreen ? '' : undefined,
    children: (
      <>
        {children}
        <span ref={anchor} hidden />
      </>
    ),
  }
  return <PanelContext value={panel}>{renderPart('div', rest, attributes, state)}</PanelContext>
}

interface Wish {
  readonly set: (wished: boolean) => void
  readonly take: () => boolean
}

/** Remembers that its reader has opened it, until somebody has looked after him. */
function createWish(): Wish {
  let wished = false
  return {
    set(next) {
      wished = next
    },
    take() {
      const was = wished
      wished = false
      return was
    },
  }
}

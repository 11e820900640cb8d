'use client'

import { isBusy } from '@millrace/core'
import {
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { isComposing } from '../composer/isComposing.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useBothRefs } from '../part/useBothRefs.ts'
import { focusWhenThere } from './focusWhenThere.ts'
import { type PanelState, stateOf, usePanel } from './PanelContext.ts'

/**
 * The chat itself and what is around it. Renders one `<dialog>`: beside the page, which can still be used, or over all of a
 * narrow screen, where it cannot. What is in it is mounted when it is opened first, and stays. Escape closes it, where nothing
 * in it used that key and no answer is on its way: else that is stopped first. `data-mode` is `floating` or `sidebar`, `data-full-screen` is present where it fills the screen.
 */
export function PanelContent({
  ref,
  children,
  onKeyDown,
  onCancel,
  onClose,
  ...props
}: PartProps<'dialog', PanelState>): ReactNode {
  const chat = useChatContext()
  const panel = usePanel()
  const { open, fullScreen, setOpen, launcher, takeWish } = panel
  const dialog = useRef<HTMLDialogElement>(null)
  const [wasOpen, setWasOpen] = useState(open)
  if (open && !wasOpen) setWasOpen(true)

  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null) return
    const { activeElement } = element.getRootNode() as Document | ShadowRoot
    // What a page has put into a slot is in it too, and is not in its shadow root.
    const held = element.matches(':focus-within')
    const focused = activeElement ?? element.ownerDocument.activeElement
    if (element.open) element.close()
    if (!open) {
      // Whoever was in it is where it is opened again; nobody else is taken away from where he is.
      if (held) launcher.current?.focus({ preventScroll: true })
      return
    }
    // `show()` would move the focus, also for a page that opens it by itself.
    if (fullScreen) element.showModal()
    else element.open = true
    // Not on the first button, which closes it.
    if (held || fullScreen)
      (held ? (focused as HTMLElement) : element).focus({ preventScroll: true })
  }, [open, fullScreen, launcher])

  useEffect(() => {
    const element = dialog.current
    if (!open || element === null || !takeWish()) return undefined
    element.focus({ preventScroll: true })
    // A keyboard on the screen would cover what there is to read.
    if (matchMedia('(pointer: coarse)').matches) return undefined
    return focusWhenThere(element, '[data-part=composer-input]')
  }, [open, takeWish])

  const own = {
    ref: useBothRefs(dialog, ref),
    id: panel.id,
    tabIndex: -1,
    'aria-labelledby': panel.titleId,
    'data-part': 'panel',
    'data-mode': panel.mode,
    'data-full-screen': fullScreen ? '' : undefined,
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLDialogElement>) => {
      if (event.key !== 'Escape' || isComposing(event)) return
      const { currentTarget, target } = event
      if (currentTarget.querySelector(':popover-open') !== null) return
      // A dialog within has its own.
      if ((target as Element).closest('dialog') !== currentTarget) return
      event.preventDefault()
      if (isBusy(chat.getState().run)) void chat.stop()
      else setOpen(false)
    }),
    // A browser's own way to close what is over all: the gesture of a phone.
    onCancel: chain(onCancel, (event: SyntheticEvent<HTMLDialogElement>) => {
      if (event.target !== event.currentTarget) return
      event.preventDefault()
      setOpen(false)
    }),
    onClose: chain(onClose, ({ target, currentTarget }: SyntheticEvent<HTMLDialogElement>) => {
      if (target === currentTarget && open && !currentTarget.open) setOpen(false)
    }),
    children: wasOpen ? children : undefined,
  }
  return renderPart('dialog', props, own, stateOf(panel))
}

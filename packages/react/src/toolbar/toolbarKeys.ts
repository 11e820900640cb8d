import type { FocusEvent, KeyboardEvent } from 'react'

/** What an element with `role="toolbar"` needs of its keys. */
export interface ToolbarKeys {
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/**
 * One stop for Tab, and arrows within (WAI-ARIA Authoring Practices, "Toolbar"): right and left as they are seen, Home
 * and End. Read from the page when a key comes, so that controls may come and go, and a toolbar that nobody walked
 * into costs nothing.
 */
export const toolbarKeys: ToolbarKeys = {
  onBlur({ currentTarget, relatedTarget }) {
    // The one that had the focus may go from the page meanwhile: any of them leads in again.
    if (currentTarget.contains(relatedTarget)) return
    for (const control of controlsOf(currentTarget)) control.tabIndex = 0
  },
  onFocus({ currentTarget, target }) {
    const controls = controlsOf(currentTarget)
    if (!controls.includes(target)) return
    for (const control of controls) control.tabIndex = control === target ? 0 : -1
  },
  onKeyDown(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const controls = controlsOf(event.currentTarget)
    const at = controls.indexOf(event.target as HTMLElement)
    const to = at === -1 ? undefined : controls[nextIndex(event, at, controls.length)]
    if (to === undefined || to === event.target) return
    event.preventDefault()
    to.focus()
  },
}

function nextIndex(event: KeyboardEvent<HTMLElement>, at: number, count: number): number {
  const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
  switch (event.key) {
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'ArrowRight':
      return (at + (rtl ? count - 1 : 1)) % count
    case 'ArrowLeft':
      return (at + (rtl ? 1 : count - 1)) % count
    default:
      return at
  }
}

/** What can be focused, in the order of the page. What is only disabled for now (`aria-disabled`) counts. */
function controlsOf(toolbar: HTMLElement): readonly HTMLElement[] {
  const all = toolbar.querySelectorAll<HTMLElement>('button:not(:disabled), a[href]')
  return [...all].filter((control) => control.closest('[hidden]') === null)
}

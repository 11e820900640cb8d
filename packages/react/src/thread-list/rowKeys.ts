import type { FocusEvent, KeyboardEvent } from 'react'

/** What the list of threads needs of its keys. */
export interface RowKeys {
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/**
 * One row is in the way of Tab, with what is in it; up and down lead to the others, Home and End to the first and last of
 * them, and right and left, as they are seen, within a row. Read from the page when a key comes, so that rows may come and
 * go.
 */
export const rowKeys: RowKeys = {
  onBlur({ currentTarget, relatedTarget }) {
    // The row that had the focus may go from the page meanwhile: any of them leads in again.
    if (currentTarget.contains(relatedTarget)) return
    for (const row of rowsIn(currentTarget)) for (const one of controlsOf(row)) one.tabIndex = 0
  },
  onFocus({ currentTarget, target }) {
    const focused = rowAround(target)
    if (focused === null) return
    for (const row of rowsIn(currentTarget)) {
      for (const one of controlsOf(row)) one.tabIndex = row === focused ? 0 : -1
    }
  },
  onKeyDown(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    const { target, currentTarget } = event
    const row = rowAround(target as Element)
    if (event.shiftKey || row === null) return
    const to = nextControl(event, row, rowsIn(currentTarget))
    if (to === undefined || to === target) return
    event.preventDefault()
    to.focus()
  },
}

function nextControl(
  { key, target, currentTarget }: KeyboardEvent<HTMLElement>,
  row: Element,
  rows: readonly Element[],
): HTMLElement | undefined {
  const controls = controlsOf(row)
  const within = controls.indexOf(target as HTMLElement)
  // What is written in a row, or chosen of its menu, has keys of its own.
  if (within === -1) return undefined
  const at = rows.indexOf(row)
  const rtl = getComputedStyle(currentTarget).direction === 'rtl'
  switch (key) {
    case 'ArrowDown':
      return openerOf(rows[at + 1])
    case 'ArrowUp':
      return openerOf(rows[at - 1])
    case 'Home':
      return openerOf(rows[0])
    case 'End':
      return openerOf(rows.at(-1))
    case 'ArrowRight':
      return controls[within + (rtl ? -1 : 1)]
    case 'ArrowLeft':
      return controls[within + (rtl ? 1 : -1)]
    default:
      return undefined
  }
}

/** What opens the thread of a row. */
export function openerOf(row: Element | null | undefined): HTMLElement | undefined {
  return row === null || row === undefined ? undefined : controlsOf(row)[0]
}

/** The rows of a list, in the order of the page. */
export function rowsIn(list: Element): readonly Element[] {
  return [...list.querySelectorAll('[data-part=thread-item]')]
}

/** The row of a thread, where it is in the list. */
export function rowOf(list: Element, id: string): Element | undefined {
  return rowsIn(list).find((row) => row instanceof HTMLElement && row.dataset['thread'] === id)
}

function rowAround(element: Element): Element | null {
  return element.closest('[data-part=thread-item]')
}

function controlsOf(row: Element): readonly HTMLElement[] {
  const all = row.querySelectorAll<HTMLElement>(
    '[data-part=thread-item-open], [data-part=thread-item-actions]',
  )
  return [...all]
}

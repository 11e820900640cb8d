'use client'

import type { Thread } from '@millrace/core'
import { type KeyboardEvent, type ReactNode, type ToggleEvent, useId, useState } from 'react'
import { flushSync } from 'react-dom'
import { useLabels } from '../labels/LabelsContext.ts'
import { moreIcon } from './icons.tsx'
import { removeRow } from './removeRow.ts'
import { useThreadList } from './ThreadListContext.ts'
import { useThreadsContext } from './ThreadsContext.ts'
import { useExport } from './useExport.ts'

/**
 * What can be done with a conversation of the list: rename, pin, export, delete. Renders one `<button>` and the menu that it
 * opens, in the top layer (WAI-ARIA Authoring Practices, "Menu Button"): up and down, Home and End lead in it, Escape and
 * Tab out of it. The menu is empty while it is closed. `data-action` of its items is `rename`, `pin`, `markdown`, `json` or
 * `delete`.
 */
export function ThreadActions({ thread }: { readonly thread: Thread }): ReactNode {
  const threads = useThreadsContext()
  const labels = useLabels()
  const { rename } = useThreadList()
  const exportAs = useExport(thread)
  const menuId = useId()
  const [open, setOpen] = useState(false)
  const { id, pinned, title = labels.untitledThread } = thread

  function act(menu: HTMLElement, action: () => void): void {
    // While it is there the focus goes back to where it came from.
    menu.hidePopover()
    action()
  }

  const items: readonly (readonly [
    name: string,
    label: string,
    act: (menu: HTMLElement) => void,
  ])[] = [
    ['rename', labels.rename, () => rename(id)],
    ['pin', pinned ? labels.unpin : labels.pin, () => threads.pin(id, !pinned)],
    ['markdown', labels.exportMarkdown, () => exportAs('markdown')],
    ['json', labels.exportJson, () => exportAs('json')],
    ['delete', labels.deleteThread, (menu) => removeRow(menu, () => threads.remove(id))],
  ]
  return (
    <>
      <button
        type="button"
        data-part="thread-item-actions"
        aria-label={labels.threadActions(title)}
        aria-haspopup="menu"
        aria-expanded={open}
        popoverTarget={menuId}
      >
        {moreIcon}
      </button>
      <div
        id={menuId}
        popover="auto"
        data-part="thread-menu"
        role="menu"
        tabIndex={-1}
        aria-label={labels.threadActions(title)}
        onBeforeToggle={({ newState }: ToggleEvent<HTMLDivElement>) => {
          // Before it is shown: what is shown first has the focus.
          if (newState === 'open') flushSync(() => setOpen(true))
        }}
        // Only now: the browser gives the focus back as long as it is in there.
        onToggle={({ newState, currentTarget }: ToggleEvent<HTMLDivElement>) => {
          if (newState === 'open') itemsOf(currentTarget)[0]?.focus()
          else setOpen(false)
        }}
        onKeyDown={walk}
      >
        {open &&
          items.map(([name, label, action]) => (
            <button
              key={name}
              type="button"
              data-part="thread-menu-item"
              data-action={name}
              role="menuitem"
              tabIndex={-1}
              onClick={({ currentTarget }) => {
                const menu = currentTarget.parentElement
                if (menu !== null) act(menu, () => action(menu))
              }}
            >
              {label}
            </button>
          ))}
      </div>
    </>
  )
}

function itemsOf(menu: Element): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')]
}

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const { key, currentTarget, target } = event
  const items = itemsOf(currentTarget)
  const at = items.indexOf(target as HTMLElement)
  const to = {
    ArrowDown: items[(at + 1) % items.length],
    ArrowUp: items.at(at <= 0 ? -1 : at - 1),
    Home: items[0],
    End: items.at(-1),
  }[key]
  // It goes on from the button that opened it.
  if (key === 'Tab') currentTarget.hidePopover()
  if (to === undefined) return
  event.preventDefault()
  to.focus()
}

import { openerOf, rowsIn } from './rowKeys.ts'

/**
 * A ref for what goes from the list in its time: the focus that is in it then goes to the conversation that is shown, else to
 * the first one, else to what begins one.
 */
export function handOnFocus(leaving: HTMLElement | null): (() => void) | undefined {
  const list = leaving?.closest('[data-part=thread-list]') ?? undefined
  if (leaving === null || list === undefined) return undefined
  return () => {
    const { activeElement } = leaving.getRootNode() as Document | ShadowRoot
    if (activeElement !== leaving) return
    // React hears of no focus before it is done, nor is what takes its place there.
    queueMicrotask(() => {
      const rows = rowsIn(list)
      const row = rows.find((one) => one.hasAttribute('data-active')) ?? rows[0]
      const begins = list.querySelector<HTMLElement>('[data-part=thread-new]')
      ;(openerOf(row) ?? begins)?.focus()
    })
  }
}

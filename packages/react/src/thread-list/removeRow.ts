import { flushSync } from 'react-dom'
import { openerOf, rowsIn } from './rowKeys.ts'

/** Takes a row out of the list, and moves the focus that goes with it to the next one, else to what is left. */
export function removeRow(inRow: Element, remove: () => void): void {
  const list = inRow.closest('[data-part=thread-list]')
  const row = inRow.closest('[data-part=thread-item]')
  if (list === null || row === null) return remove()
  const rows = rowsIn(list)
  const at = rows.indexOf(row)
  const next = openerOf(rows[at + 1] ?? rows[at - 1])
  flushSync(remove)
  const rest = list.querySelector<HTMLElement>('[data-part=thread-new], button, input')
  ;(next ?? rest)?.focus()
}

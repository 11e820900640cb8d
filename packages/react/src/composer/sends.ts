import type { KeyboardEvent } from 'react'
import { isComposing } from './isComposing.ts'
import type { SubmitMode } from './SubmitModeContext.ts'

/** Whether this key sends what is written. Never in the middle of a composition. */
export function sends(event: KeyboardEvent, mode: SubmitMode): boolean {
  if (mode === 'none' || event.key !== 'Enter' || event.shiftKey || isComposing(event)) return false
  return mode === 'enter' || event.ctrlKey || event.metaKey
}

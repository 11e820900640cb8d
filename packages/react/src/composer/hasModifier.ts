import type { KeyboardEvent } from 'react'

/** Whether another key is held down that makes this one mean something else. */
export function hasModifier({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return altKey || ctrlKey || metaKey || shiftKey
}

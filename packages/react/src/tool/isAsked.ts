import { askedOf } from './approvalOf.ts'
import type { ShownTool } from './ToolContext.ts'

/** Whether the reader is asked to approve this call, and his answer would count. */
export function isAsked({ part, canGoOn }: ShownTool): boolean {
  return canGoOn && askedOf(part) !== undefined
}

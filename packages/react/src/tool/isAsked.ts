import type { ShownTool } from './ToolContext.ts'

/** Whether the reader is asked to approve this call, and his answer would count. */
export function isAsked({ part, canGoOn }: ShownTool): boolean {
  return part.state === 'approval-requested' && part.approval.isAutomatic !== true && canGoOn
}

import type { ToolCallPart } from './ToolContext.ts'

/** What is asked of the reader, and what he said. */
export type ShownApproval = NonNullable<ToolCallPart['approval']>

/** The approval of a call. Stored calls are hostile: undefined for one that could not be answered, whatever its state. */
export function approvalOf({ approval }: ToolCallPart): ShownApproval | undefined {
  return typeof approval?.id === 'string' ? approval : undefined
}

/** The approval that the reader himself is asked for. */
export function askedOf(part: ToolCallPart): ShownApproval | undefined {
  const approval = part.state === 'approval-requested' ? approvalOf(part) : undefined
  return approval?.isAutomatic === true ? undefined : approval
}

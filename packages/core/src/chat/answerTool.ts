import { type DynamicToolPart, isToolPart, type Message, type ToolPart } from '@millrace/protocol'

/** What came of a tool that the application ran. */
export type ToolAnswer =
  | { readonly toolCallId: string; readonly output: unknown }
  | { readonly toolCallId: string; readonly state: 'output-error'; readonly errorText: string }

/** The user's word on a tool call that asked for it. */
export interface ApprovalAnswer {
  /** The id of the approval, not of the call. */
  readonly id: string
  readonly approved: boolean
  readonly reason?: string
}

/** The message with the tool's output in it; the same message when the call is not there or was answered. */
export function answerTool<M extends Message>(message: M, answer: ToolAnswer): M {
  return editTool(message, (part) => {
    if (part.toolCallId !== answer.toolCallId || !isOpen(part)) return part
    const next =
      'output' in answer
        ? { ...part, state: 'output-available', output: answer.output }
        : { ...part, state: 'output-error', errorText: answer.errorText }
    return next as typeof part
  })
}

/** The message with the approval answered; the same message when nobody asked. */
export function answerApproval<M extends Message>(message: M, answer: ApprovalAnswer): M {
  return editTool(message, (part) => {
    if (part.state !== 'approval-requested' || part.approval?.id !== answer.id) return part
    const { approved, reason } = answer
    const said = reason === undefined ? { approved } : { approved, reason }
    return {
      ...part,
      state: 'approval-responded',
      approval: { ...part.approval, ...said },
    } as DynamicToolPart
  })
}

/** Whether the application still has to run this call. */
export function needsOutput(message: Message, toolCallId: string): boolean {
  return message.parts.some(
    (part) => isToolPart(part) && part.toolCallId === toolCallId && isOpen(part),
  )
}

function isOpen({ state }: DynamicToolPart | ToolPart): boolean {
  return state === 'input-available' || state === 'approval-responded'
}

function editTool<M extends Message>(
  message: M,
  edit: (part: DynamicToolPart | ToolPart) => DynamicToolPart | ToolPart,
): M {
  let changed = false
  const parts = message.parts.map((part) => {
    if (!isToolPart(part)) return part
    const next = edit(part)
    changed ||= next !== part
    return next
  })
  return changed ? { ...message, parts } : message
}

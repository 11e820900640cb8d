import { factsOf, isToolPart, type Message } from '@millrace/protocol'

/**
 * Whether what is here of a message is more than what there is of it elsewhere: it ended here and was cut off there, or a
 * call of a tool was answered here that still waits there.
 */
export function isFurther(here: Message, there: Message): boolean {
  const isCutHere = factsOf(here).status === 'interrupted'
  const isCutThere = factsOf(there).status === 'interrupted'
  if (isCutHere !== isCutThere) return isCutThere
  const stepsThere = stepsOf(there)
  const ahead = [...stepsOf(here)].map(([call, step]) => step - (stepsThere.get(call) ?? 0))
  return ahead.some((steps) => steps > 0) && ahead.every((steps) => steps >= 0)
}

/** How far its calls are, by their ids. */
function stepsOf({ parts }: Message): ReadonlyMap<string, number> {
  return new Map(
    parts.flatMap((part) => {
      if (!isToolPart(part) || typeof part.toolCallId !== 'string') return []
      return [[part.toolCallId, stepOf(part.state)] as const]
    }),
  )
}

function stepOf(state: unknown): number {
  switch (state) {
    case 'output-available':
    case 'output-error':
    case 'output-denied':
      return 3
    case 'approval-responded':
      return 2
    case 'approval-requested':
      return 1
    default:
      return 0
  }
}

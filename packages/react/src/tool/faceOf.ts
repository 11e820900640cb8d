import type { Labels } from '../labels/labels.ts'
import { approvalOf } from './approvalOf.ts'
import { isAsked } from './isAsked.ts'
import type { IconName } from './ToolIcon.tsx'
import type { ShownTool } from './ToolContext.ts'

/** How a call shows its state: in words, and by a sign whose shape says it too. */
export interface ToolFace {
  readonly words: string
  readonly icon: IconName
}

/** What a call looks like now. Only what is really under way looks as if it were. */
export function faceOf(shown: ShownTool, labels: Labels): ToolFace {
  const { part, canGoOn } = shown
  const { toolState } = labels
  const interrupted: ToolFace = { words: labels.toolInterrupted, icon: 'interrupted' }
  switch (part.state) {
    case 'input-streaming':
      return canGoOn ? { words: toolState[part.state], icon: 'written' } : interrupted
    case 'input-available':
      return canGoOn ? { words: toolState[part.state], icon: 'running' } : interrupted
    case 'approval-requested':
      if (approvalOf(part)?.isAutomatic === true) {
        return canGoOn ? { words: labels.toolChecked, icon: 'running' } : interrupted
      }
      return isAsked(shown)
        ? { words: toolState[part.state], icon: 'asked' }
        : { words: labels.toolUnanswered, icon: 'interrupted' }
    case 'approval-responded':
      if (approvalOf(part) === undefined) return interrupted
      return approvalOf(part)?.approved === true
        ? { words: toolState[part.state], icon: 'approved' }
        : { words: toolState['output-denied'], icon: 'declined' }
    case 'output-available':
      if (part.preliminary !== true) return { words: toolState[part.state], icon: 'done' }
      return canGoOn ? { words: toolState['input-available'], icon: 'running' } : interrupted
    case 'output-error':
      return { words: toolState[part.state], icon: 'failed' }
    case 'output-denied':
      return { words: toolState[part.state], icon: 'declined' }
    default:
      // Stored by another version, in a state that is none here: nothing comes of it any more.
      return interrupted
  }
}

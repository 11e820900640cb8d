import type { Role } from '@millrace/protocol'
import type { Labels } from '../labels/labels.ts'

/** What the author of a message is called. */
export function authorOf(labels: Labels, role: Role): string {
  if (role === 'user') return labels.you
  return role === 'assistant' ? labels.assistant : labels.system
}

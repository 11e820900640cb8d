import { toolNameOf } from '@millrace/protocol'
import type { ToolCallPart } from './ToolContext.ts'

/** The longest name that is shown, in characters. */
const longestName = 80

/** What a call is called in one line: shortened, and without what would turn the words around it (T-55). */
export function nameOf(part: ToolCallPart): string {
  const name = String(part.title ?? toolNameOf(part)).slice(0, 4 * longestName)
  const line = name
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
  const characters = Array.from(line)
  return characters.length > longestName ? `${characters.slice(0, longestName).join('')}…` : line
}

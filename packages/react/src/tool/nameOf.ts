import { toolNameOf } from '@millrace/protocol'
import { plainName } from '../name/plainName.ts'
import type { ToolCallPart } from './ToolContext.ts'

/** The longest name that is shown, in characters. */
const longestName = 80

/** What a call is called in one line, by its title or its tool (T-55). Never empty: who is asked sees what for. */
export function nameOf(part: ToolCallPart): string {
  return plainName(part.title, longestName) || plainName(toolNameOf(part), longestName) || part.type
}

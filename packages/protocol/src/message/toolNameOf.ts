import type { DynamicToolPart, ToolPart } from './Message.ts'

/** The name of the tool that a part is a call of. */
export function toolNameOf(part: DynamicToolPart | ToolPart): string {
  return part.type === 'dynamic-tool' ? part.toolName : part.type.slice('tool-'.length)
}

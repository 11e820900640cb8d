import type { DynamicToolPart, Part, ToolPart } from './Message.ts'

/** Whether a part is a call of a tool, of the application's by its name or of one that nobody declared. */
export function isToolPart(part: Part): part is DynamicToolPart | ToolPart {
  return part.type === 'dynamic-tool' || part.type.startsWith('tool-')
}

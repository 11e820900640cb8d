import { invalidRequest } from '../errors/ApiError.ts'
import { isJsonObject, type JsonObject } from '../http/JsonObject.ts'

/** A function that the model may call. */
export interface ToolDefinition {
  readonly name: string
  /** JSON Schema of the arguments; empty when none was given. */
  readonly parameters: JsonObject
}

/** Whether, or which, tool is to be called. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string }

/** Tools that are no functions are left out. @throws {ApiError} 400 if the list is malformed. */
export function parseTools(tools: unknown): readonly ToolDefinition[] {
  if (tools === undefined || tools === null) return []
  if (!Array.isArray(tools)) throw invalidRequest("Invalid type for 'tools'.", 'tools')
  return tools.flatMap((tool: unknown, index): readonly ToolDefinition[] => {
    if (!isJsonObject(tool)) throw invalidRequest(`Invalid type for 'tools[${index}]'.`, 'tools')
    if (tool.type !== 'function') return []
    const definition = tool.function
    if (!isJsonObject(definition) || typeof definition.name !== 'string') {
      throw invalidRequest(`Missing required parameter: 'tools[${index}].function.name'.`, 'tools')
    }
    const { name, parameters } = definition
    return [{ name, parameters: isJsonObject(parameters) ? parameters : {} }]
  })
}

/** Reads `tool_choice`; `auto` when there is none or it is of a kind that is not simulated. */
export function parseToolChoice(choice: unknown): ToolChoice {
  if (choice === 'none' || choice === 'required') return choice
  if (isJsonObject(choice) && isJsonObject(choice.function)) {
    const { name } = choice.function
    if (typeof name === 'string') return { name }
  }
  return 'auto'
}

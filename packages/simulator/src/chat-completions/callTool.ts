import { isJsonObject, type JsonObject } from '../http/JsonObject.ts'
import { findQuestion } from './findQuestion.ts'
import type { ChatRequest } from './parseChatRequest.ts'
import type { ToolDefinition } from './parseTools.ts'

/** A call that the application has to run. */
export interface ToolCall {
  readonly name: string
  /** JSON. */
  readonly argumentsText: string
}

/** Words in tools' names that say nothing about what the tool is for. */
const plainWords: ReadonlySet<string> = new Set(
  'get set find search fetch read list show make create run lookup query tool data info'.split(' '),
)

/**
 * Calls a tool when the question names what it is for: `get_weather` for "weather". A tool that
 * `tool_choice` names is always called. Nothing is called once a tool has answered, nor to carry a
 * text on.
 */
export function callTool({ messages, tools, toolChoice }: ChatRequest): ToolCall | undefined {
  const { question, asked, said } = findQuestion(messages)
  if (toolChoice === 'none' || asked.at(-1)?.role === 'tool') return undefined
  if (toolChoice === 'auto' && said !== '') return undefined
  const tool = chooseTool(question.toLowerCase(), tools, toolChoice)
  if (!tool) return undefined
  return { name: tool.name, argumentsText: JSON.stringify(inventArguments(tool, question)) }
}

function chooseTool(
  question: string,
  tools: readonly ToolDefinition[],
  toolChoice: ChatRequest['toolChoice'],
): ToolDefinition | undefined {
  if (typeof toolChoice === 'object') return tools.find(({ name }) => name === toolChoice.name)
  const words = new Set(question.match(/[\p{L}\p{N}]+/gu))
  const fits = tools.find(({ name }) => keywordsOf(name).some((keyword) => words.has(keyword)))
  return fits ?? (toolChoice === 'required' ? tools[0] : undefined)
}

/** `getLocalTime` is about `local` and `time`. */
function keywordsOf(toolName: string): readonly string[] {
  const words = toolName.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase()
  return words.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2 && !plainWords.has(word))
}

function inventArguments({ parameters }: ToolDefinition, question: string): JsonObject {
  const properties = isJsonObject(parameters.properties) ? parameters.properties : {}
  const required = Array.isArray(parameters.required)
    ? parameters.required
    : Object.keys(properties)
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, schema]) => [name, inventValue(name, schema, question)]),
  )
}

function inventValue(name: string, schema: unknown, question: string): unknown {
  if (!isJsonObject(schema)) return question
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'number' || type === 'integer') return Number(/\d{1,9}/.exec(question)?.[0] ?? 1)
  if (type === 'boolean') return true
  if (type === 'array') return []
  if (type === 'object') return {}
  return /city|place|location|town|where/i.test(name) ? placeIn(question) : question.slice(0, 200)
}

/** "What is the weather in New York today?" is about New York. */
function placeIn(question: string): string {
  return (
    /\b(?:in|at|for|near)\s+(\p{Lu}[\p{L}'-]*(?:\s\p{Lu}[\p{L}'-]*)*)/u.exec(question)?.[1] ??
    'Lisbon'
  )
}

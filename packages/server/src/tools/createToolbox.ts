import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider'
import { ChatError } from '@millrace/protocol'
import { type ReadSchema, readSchema } from './inputSchema.ts'
import type { Tool, Tools } from './Tool.ts'

/** The tools of a route, ready for use. */
export interface Toolbox {
  /** As a model is told of them. */
  definitions(): Promise<readonly LanguageModelV4FunctionTool[]>
  find(name: string): KnownTool | undefined
  /** Whether a tool runs here: then its outputs are ours alone to tell. */
  runsHere(name: string): boolean
  /** Whether one of them runs here, or asks before it does. */
  readonly hasOurs: boolean
}

export interface KnownTool {
  readonly name: string
  readonly tool: Tool
  readonly schema: ReadSchema
}

/** What all vendors take as a name. */
const nameRule = /^[A-Za-z0-9_-]{1,64}$/

/** @throws {ChatError} `invalid_request` for a name or a schema that no model could be told of. */
export function createToolbox(tools: Tools): Toolbox {
  const known = new Map<string, KnownTool>()
  for (const [name, tool] of Object.entries(tools)) {
    if (!nameRule.test(name)) {
      throw new ChatError(
        'invalid_request',
        `${JSON.stringify(name)} is no name for a tool: use up to 64 letters, digits, _ and -.`,
      )
    }
    known.set(name, { name, tool, schema: readSchema(name, tool.inputSchema) })
  }
  let definitions: Promise<readonly LanguageModelV4FunctionTool[]> | undefined
  return {
    definitions: () => (definitions ??= Promise.all([...known.values()].map(definitionOf))),
    find: (name) => known.get(name),
    hasOurs: [...known.values()].some(({ tool }) => tool.execute !== undefined),
    runsHere: (name) => known.get(name)?.tool.execute !== undefined,
  }
}

async function definitionOf({
  name,
  tool,
  schema,
}: KnownTool): Promise<LanguageModelV4FunctionTool> {
  const { description } = tool
  const told =
    typeof description === 'function' ? description({ context: {} } as never) : description
  return {
    type: 'function',
    name,
    inputSchema: { ...(await schema.jsonSchema) },
    ...(told === undefined ? {} : { description: told }),
  }
}

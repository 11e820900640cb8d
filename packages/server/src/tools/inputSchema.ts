import { Validator } from '@cfworker/json-schema'
import { ChatError } from '@millrace/protocol'

/** JSON Schema, draft 7. */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * What a tool takes: JSON Schema (draft 7), or a schema of a library that can write itself as one: of the Standard
 * JSON Schema interface (Zod 4.2, Valibot, ArkType), or `jsonSchema()` of `ai`. Also a function that makes one.
 */
export type InputSchema =
  | JsonSchema
  | StandardSchema
  | SdkSchema
  | (() => StandardSchema | SdkSchema)

/** The part of https://standardschema.dev that is used. */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: 'draft-07' }) => Record<string, unknown>
    }
  }
}

type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

interface StandardIssue {
  readonly message: string
  readonly path?: readonly unknown[] | undefined
}

/** What `jsonSchema()` of `ai` makes. */
export interface SdkSchema {
  readonly jsonSchema: unknown
  readonly validate?: ((value: unknown) => SdkResult | PromiseLike<SdkResult>) | undefined
}

type SdkResult =
  | { readonly success: true; readonly value: unknown }
  | { readonly success: false; readonly error: Error }

/** A schema, ready for use. */
export interface ReadSchema {
  /** For the model. */
  readonly jsonSchema: JsonSchema | PromiseLike<JsonSchema>
  /** @returns The input as the tool takes it, or what is wrong with it, in words for the model. */
  check(input: unknown): Promise<{ readonly input: unknown } | { readonly wrong: string }>
}

/**
 * Reads the schema of a tool.
 * @throws {ChatError} `invalid_request` where it cannot be shown to a model.
 */
export function readSchema(toolName: string, given: InputSchema): ReadSchema {
  const schema = typeof given === 'function' && !('~standard' in given) ? given() : given
  if ('~standard' in schema) return fromStandard(toolName, schema as StandardSchema)
  if (isSdkSchema(schema)) return fromSdk(schema)
  if (typeof schema === 'object' && schema !== null) return fromJsonSchema(schema as JsonSchema)
  throw unreadable(toolName)
}

function isSdkSchema(schema: object): schema is SdkSchema {
  return 'jsonSchema' in schema && '_type' in schema
}

function fromStandard(toolName: string, { '~standard': standard }: StandardSchema): ReadSchema {
  const { jsonSchema, validate } = standard
  if (jsonSchema === undefined) throw unreadable(toolName)
  return {
    jsonSchema: jsonSchema.input({ target: 'draft-07' }) as JsonSchema,
    async check(input) {
      const result = await validate(input)
      return result.issues === undefined
        ? { input: result.value }
        : { wrong: inWords(result.issues.map(({ message, path }) => at(path ?? [], message))) }
    },
  }
}

function fromSdk({ jsonSchema, validate }: SdkSchema): ReadSchema {
  return {
    jsonSchema: jsonSchema as JsonSchema,
    async check(input) {
      // Without one `ai` takes any input.
      if (validate === undefined) {
        return await fromJsonSchema((await jsonSchema) as JsonSchema).check(input)
      }
      const result = await validate(input)
      return result.success ? { input: result.value } : { wrong: inWords([result.error.message]) }
    },
  }
}

function fromJsonSchema(jsonSchema: JsonSchema): ReadSchema {
  let validator: Validator | undefined
  return {
    jsonSchema,
    check(input) {
      validator ??= new Validator(jsonSchema, '7', false)
      const { valid, errors } = validator.validate(input)
      return Promise.resolve(
        valid
          ? { input }
          : {
              wrong: inWords(
                errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`),
              ),
            },
      )
    },
  }
}

function at(path: readonly unknown[], message: string): string {
  const keys = path.map((step) =>
    String(typeof step === 'object' && step !== null && 'key' in step ? step.key : step),
  )
  return keys.length === 0 ? message : `${keys.join('.')}: ${message}`
}

/** What the model needs to write it better, and no more than it can read. */
function inWords(problems: readonly string[]): string {
  return `The input does not fit. ${problems.slice(0, 5).join(' ')}`.slice(0, 1000)
}

function unreadable(toolName: string): ChatError {
  return new ChatError(
    'invalid_request',
    `The inputSchema of ${toolName} cannot be written as JSON Schema. Give JSON Schema, or a schema of Zod 4.2 or later.`,
  )
}

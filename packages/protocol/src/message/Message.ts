/**
 * The message of the AI SDK (`UIMessage` of `ai` 7, `packages/ai/src/ui/ui-messages.ts`), part for
 * part, so that either side's values fit the other's types. Arrays are typed mutable for that reason
 * only: nothing here is ever mutated.
 */
export interface Message<
  Metadata = unknown,
  Data extends DataTypes = DataTypes,
  Tools extends ToolTypes = ToolTypes,
> {
  id: string
  role: Role
  /** The application's own. Our facts live under `millrace`, read with `factsOf`. */
  metadata?: Metadata
  parts: Part<Data, Tools>[]
}

export type Role = 'system' | 'user' | 'assistant'

/** The application's data parts: name to data. */
export type DataTypes = Record<string, unknown>

export interface ToolType {
  input: unknown
  output: unknown
}

/** The application's tools: name to input and output. */
export type ToolTypes = Record<string, ToolType>

export type JsonValue =
  | null
  | string
  | number
  | boolean
  | Readonly<JsonObject>
  | readonly JsonValue[]
export type JsonObject = { [key: string]: JsonValue | undefined }

/** What a provider adds, by provider. Passed through, never read by us. */
export type ProviderMetadata = Record<string, JsonObject>

export type Part<Data extends DataTypes = DataTypes, Tools extends ToolTypes = ToolTypes> =
  | TextPart
  | CustomPart
  | ReasoningPart
  | ToolPart<Tools>
  | DynamicToolPart
  | SourceUrlPart
  | SourceDocumentPart
  | FilePart
  | ReasoningFilePart
  | DataPart<Data>
  | SteeringMessagePart
  | StepStartPart

export type TextPart = {
  type: 'text'
  text: string
  state?: 'streaming' | 'done'
  citations?: Citation[]
  providerMetadata?: ProviderMetadata
}

export type Citation = {
  source: CitationSource
  /** Offsets into the text, in UTF-16 units; the end is exclusive. */
  startIndex?: number
  endIndex?: number
  citedText?: string
}

export type CitationSource =
  | {
      type: 'source'
      sourceType: 'url'
      id: string
      url: string
      title?: string
      providerMetadata?: ProviderMetadata
    }
  | {
      type: 'source'
      sourceType: 'document'
      id: string
      mediaType: string
      title: string
      filename?: string
      providerMetadata?: ProviderMetadata
    }

export type ReasoningPart = {
  type: 'reasoning'
  id?: string
  text: string
  state?: 'streaming' | 'done'
  providerMetadata?: ProviderMetadata
}

export type CustomPart = {
  type: 'custom'
  kind: `${string}.${string}`
  providerMetadata?: ProviderMetadata
}

export type SourceUrlPart = {
  type: 'source-url'
  sourceId: string
  url: string
  title?: string
  providerMetadata?: ProviderMetadata
}

export type SourceDocumentPart = {
  type: 'source-document'
  sourceId: string
  mediaType: string
  title: string
  filename?: string
  providerMetadata?: ProviderMetadata
}

export type FilePart = {
  type: 'file'
  mediaType: string
  filename?: string
  /** A URL, `data:` included. */
  url: string
  providerReference?: Record<string, string> & { type?: never }
  providerMetadata?: ProviderMetadata
}

export type ReasoningFilePart = {
  type: 'reasoning-file'
  mediaType: string
  url: string
  providerMetadata?: ProviderMetadata
}

export type SteeringMessagePart = {
  type: 'steering-message'
  id: string
  parts: (TextPart | FilePart)[]
}

export type StepStartPart = { type: 'step-start' }

export type DataPart<Data extends DataTypes = DataTypes> = ValueOf<{
  [Name in keyof Data & string]: { type: `data-${Name}`; id?: string; data: Data[Name] }
}>

export type ToolPart<Tools extends ToolTypes = ToolTypes> = ValueOf<{
  [Name in keyof Tools & string]: { type: `tool-${Name}` } & ToolInvocation<
    Tools[Name]['input'],
    Tools[Name]['output']
  >
}>

/** A call of a tool that was not declared by name. */
export type DynamicToolPart = {
  type: 'dynamic-tool'
  dynamic?: false
  toolName: string
} & ToolInvocation<unknown, unknown>

export type ToolInvocation<Input, Output> = {
  toolCallId: string
  title?: string
  toolMetadata?: JsonObject
  /** The provider runs it itself. */
  providerExecuted?: boolean
} & ToolState<Input, Output>

type ToolState<Input, Output> =
  | {
      state: 'input-streaming'
      input?: DeepPartial<Input> | undefined
      /** The input as written so far. */
      rawInput?: string
      inputEncoding?: 'json' | 'text'
      output?: never
      errorText?: never
      callProviderMetadata?: ProviderMetadata
      approval?: never
    }
  | {
      state: 'input-available'
      input: Input
      output?: never
      errorText?: never
      callProviderMetadata?: ProviderMetadata
      approval?: never
    }
  | {
      state: 'approval-requested'
      input: Input
      output?: never
      errorText?: never
      callProviderMetadata?: ProviderMetadata
      approval: Approval & { approved?: never; reason?: never }
    }
  | {
      state: 'approval-responded'
      input: Input
      output?: never
      errorText?: never
      callProviderMetadata?: ProviderMetadata
      approval: Approval & { approved: boolean; reason?: string }
    }
  | {
      state: 'output-available'
      input: Input
      output: Output
      errorText?: never
      callProviderMetadata?: ProviderMetadata
      resultProviderMetadata?: ProviderMetadata
      /** More output of this call will replace it. */
      preliminary?: boolean
      approval?: Approval & { approved: true; reason?: string }
    }
  | {
      state: 'output-error'
      input: Input | undefined
      rawInput?: unknown
      output?: never
      errorText: string
      callProviderMetadata?: ProviderMetadata
      resultProviderMetadata?: ProviderMetadata
      approval?: Approval & { approved: true; reason?: string }
    }
  | {
      state: 'output-denied'
      input: Input
      output?: never
      errorText?: never
      callProviderMetadata?: ProviderMetadata
      approval: Approval & { approved: false; reason?: string }
    }

type Approval = {
  id: string
  descriptor?: unknown
  requestReason?: string
  isAutomatic?: boolean
  signature?: string
  inputSchemaInput?: unknown
}

type ValueOf<Box> = Box[keyof Box]

type DeepPartial<Value> = Value extends readonly (infer Item)[]
  ? DeepPartial<Item>[]
  : Value extends object
    ? { [Key in keyof Value]?: DeepPartial<Value[Key]> }
    : Value

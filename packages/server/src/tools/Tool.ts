import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import type { Identity } from '../access/identityOf.ts'
import type { InputSchema } from './inputSchema.ts'

/**
 * A tool that the model may call. `tool()` of `ai` makes one that fits. Without `execute` the call is the client's to
 * answer: the answer ends there, and goes on with what the client sends (`addToolOutput`).
 */
export interface Tool {
  /** For the model: what it does, and when to use it. */
  readonly description?: string | ((options: never) => string) | undefined
  /** What it takes. The model is shown it, and what the model writes is checked against it. */
  readonly inputSchema: InputSchema
  /**
   * Runs it. A promise of the output, or an async iterable: then each value is shown until the last, which is the
   * output. Any JSON. What it throws stays in the log, except for a `ChatError`, whose message is for people: model and
   * user read it.
   */
  // Inputs are of the schema's type, which is not known here: `tool()` of `ai` knows it. A method, so that it may.
  execute?(input: never, options: ToolExecution): unknown
  /** Whether the user is asked before it runs. Default false. */
  readonly needsApproval?:
    | boolean
    | ((input: never, options: ToolExecution) => boolean | PromiseLike<boolean>)
    | undefined
}

export type Tools = Readonly<Record<string, Tool>>

/** What a tool may know of its call. */
export interface ToolExecution {
  readonly toolCallId: string
  readonly chatId: string
  /** Who asks, as `identify` told. Whether that one may do it is the tool's to decide. */
  readonly who: Identity
  /** The conversation as the model read it before the call, without the system prompt. */
  readonly messages: LanguageModelV4Prompt
  /** Aborts when the answer is stopped, or when the tool takes longer than it may. */
  readonly abortSignal: AbortSignal
  /** For tools of `ai` that declare one: who asks and where. */
  readonly context: { readonly chatId: string; readonly who: Identity }
}

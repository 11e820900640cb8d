import type {
  LanguageModelV4FunctionTool,
  LanguageModelV4Prompt,
  LanguageModelV4ToolChoice,
} from '@ai-sdk/provider'
import type { ChatError, FinishReason, Notice, ProviderMetadata, Usage } from '@millrace/protocol'

/** One model of one vendor, as the route and its policies see it. */
export interface Provider {
  /** For people, logs and facts: `openai`, `simulator`. */
  readonly name: string
  readonly model: string
  /**
   * Answers once. One array of events per network read; an array is never empty. The iterable ends after
   * `finish` or `error`; leaving it early closes the request.
   * @throws {ChatError} for what fails before the first event; the signal's reason once it aborts.
   */
  stream(request: ProviderRequest, options: StreamOptions): AsyncIterable<readonly ProviderEvent[]>
  /** Whether it calls `onHeaders`: then connecting has a limit of its own. */
  readonly tellsHeaders?: boolean
  /** Where it is asked. Two deployments of one name and model have health and limits of their own. */
  readonly address?: string
  /** Where the vendor says how it is. */
  readonly statusPage?: string
  /** What must never reach a log: its keys. A function, so that writing a provider down tells none. */
  readonly secrets?: () => readonly string[]
  /** Why it cannot be asked, where that is known before: what to set. A route in production does not start with it. */
  readonly missing?: string
}

export interface StreamOptions {
  readonly signal: AbortSignal
  /** The response began, well or badly: what its headers say of limits, and that somebody is there. */
  readonly onHeaders?: (headers: Headers) => void
}

/** What is asked of a model. */
export interface ProviderRequest {
  readonly prompt: LanguageModelV4Prompt
  /** The most that the answer may be long, in tokens. Always set by the route. */
  readonly maxOutputTokens: number
  readonly tools?: readonly LanguageModelV4FunctionTool[]
  readonly toolChoice?: LanguageModelV4ToolChoice
  readonly temperature?: number
  /** What the prompt comes to by the route's count. For policies; not sent. */
  readonly inputTokens?: number
}

/** What a model says, whatever its wire. A closed union. */
export type ProviderEvent =
  /** A piece of the answer. A `refusal` is text that declines. */
  | { readonly type: 'text'; readonly text: string; readonly refusal?: boolean }
  | {
      readonly type: 'reasoning'
      readonly text: string
      readonly providerMetadata?: ProviderMetadata
    }
  | { readonly type: 'tool-input-start'; readonly toolCallId: string; readonly toolName: string }
  | { readonly type: 'tool-input-delta'; readonly toolCallId: string; readonly delta: string }
  | { readonly type: 'tool-input-end'; readonly toolCallId: string }
  | {
      readonly type: 'tool-call'
      readonly toolCallId: string
      readonly toolName: string
      /** The arguments as the model wrote them; `{}` where it wrote nothing. */
      readonly input: string
      readonly providerExecuted?: boolean
      readonly providerMetadata?: ProviderMetadata
    }
  /** The output of a tool that the provider ran itself. */
  | {
      readonly type: 'tool-result'
      readonly toolCallId: string
      readonly output: unknown
      readonly failed: boolean
    }
  | { readonly type: 'source'; readonly id: string; readonly url: string; readonly title?: string }
  | { readonly type: 'file'; readonly mediaType: string; readonly url: string }
  /** What was said so far is taken back: another begins anew. Only where the caller opted in to `restart`. */
  | { readonly type: 'reset' }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'finish'; readonly finishReason: FinishReason }
  | { readonly type: 'error'; readonly error: ChatError }
  /** News of a policy, for the one who waits. */
  | { readonly type: 'notice'; readonly notice: Notice }

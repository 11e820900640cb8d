import type { Failure, FailureName } from '../errors/Failure.ts'

/** The vendors whose errors can be had. */
export type ShapeName =
  | 'openai'
  | 'anthropic'
  | 'azure'
  | 'mistral'
  | 'ollama'
  | 'together'
  | 'vllm'

/** How a vendor words its failures, and what their bodies look like. */
export interface Shape {
  /** What this vendor says where OpenAI says something else. */
  readonly says: Readonly<Partial<Record<FailureName, Partial<Failure>>>>
  /** The body of an answer with an error, before it becomes JSON. */
  readonly body: (failure: Failure, requestId: string) => object
}

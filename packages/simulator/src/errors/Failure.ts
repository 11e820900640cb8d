/**
 * What a provider says when it does not answer, in OpenAI's terms. What it looks like on the wire is
 * a matter of the provider's shape.
 */
export interface Failure {
  readonly status: number
  readonly message: string
  readonly type: string
  readonly code: string | null
  /** The field of the request that is wrong. */
  readonly param: string | null
  readonly headers: Readonly<Record<string, string>>
}

/** A failure that can be asked for: its status, or what stands in the way. */
export type FailureName =
  | '400'
  | '401'
  | '402'
  | '403'
  | '404'
  | '408'
  | '409'
  | '413'
  | '429'
  | '500'
  | '503'
  | '504'
  | '529'
  | 'slow-down'
  | 'quota'
  | 'credit-exhausted'
  | 'spend-limit'
  | 'organization-spend-limit'
  | 'usage-limit'
  | 'content-policy'
  | 'context-length'

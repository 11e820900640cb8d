import type { ServerResponse } from 'node:http'
import type { Faults } from '../faults/Faults.ts'
import type { JsonObject } from '../http/JsonObject.ts'
import type { ShapeName } from '../shapes/Shape.ts'
import type { Cut } from '../stream/cutFrames.ts'
import type { Api } from './Api.ts'

/** One request for an answer, and the response to it. */
export interface Exchange {
  readonly api: Api
  /** The model's name without faults. It is known. */
  readonly model: string
  /** The body, parsed and as it came. */
  readonly fields: JsonObject
  readonly body: string
  readonly faults: Faults
  /** The cut that the request's header names. */
  readonly cut: Cut | undefined
  /** Whose errors are sent. */
  readonly shape: ShapeName
  readonly requestId: string
  readonly response: ServerResponse
  /** Aborts when the response is over or its client has left. */
  readonly signal: AbortSignal
}

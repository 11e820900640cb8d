import type { Failure, FailureName } from '../errors/Failure.ts'
import { failures } from '../errors/failures.ts'
import type { WholeResponse } from '../http/sendBody.ts'
import { anthropic } from './anthropic.ts'
import { azure } from './azure.ts'
import { mistral } from './mistral.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import type { Shape, ShapeName } from './Shape.ts'
import { together } from './together.ts'
import { vllm } from './vllm.ts'

const shapes: Readonly<Record<ShapeName, Shape>> = {
  openai,
  anthropic,
  azure,
  mistral,
  ollama,
  together,
  vllm,
}

/** All names, in the order in which people are told about them. */
export const shapeNames: readonly ShapeName[] = Object.keys(shapes) as ShapeName[]

/** A failure in a vendor's own words. */
export function failureOf(name: FailureName, shape: ShapeName): Failure {
  return { ...failures[name], ...shapes[shape].says[name] }
}

/** The JSON of a failure as a vendor sends it. */
export function failureBody(failure: Failure, shape: ShapeName, requestId: string): string {
  return JSON.stringify(shapes[shape].body(failure, requestId))
}

/** A failure as a whole answer. Anthropic's names the request in a header of its own. */
export function failureResponse(
  failure: Failure,
  shape: ShapeName,
  requestId: string,
): WholeResponse {
  return {
    status: failure.status,
    contentType: 'application/json',
    headers: { ...failure.headers, ...(shape === 'anthropic' && { 'request-id': requestId }) },
    body: failureBody(failure, shape, requestId),
  }
}

import { invalid } from './badRequest.ts'

/** A body's fields. @throws {ChatError} `invalid_request` (400) for anything but an object. */
export function readObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    return body as Record<string, unknown>
  }
  throw invalid('The body must be a JSON object.')
}

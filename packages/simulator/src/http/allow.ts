import type { IncomingMessage } from 'node:http'
import { ApiError } from '../errors/ApiError.ts'
import { pathOf } from './pathOf.ts'

/** @throws {ApiError} 405 with `allow`, if the method is none of these. */
export function allow(request: IncomingMessage, ...methods: readonly string[]): void {
  const { method = '' } = request
  if (methods.includes(method)) return
  throw new ApiError(
    405,
    `Not allowed to ${method} on ${pathOf(request)} (HINT: use ${methods.join(', ')})`,
    { code: 'method_not_supported', headers: { allow: methods.join(', ') } },
  )
}

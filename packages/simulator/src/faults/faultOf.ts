import type { IncomingHttpHeaders } from 'node:http'
import { type Fault, parseFault } from './parseFault.ts'

/** The request header that names a fault. */
const faultHeader = 'x-simulator-fault'

/**
 * The fault that the request's header names.
 * @throws {ApiError} 400 if it names none that is known.
 */
export function faultOfHeaders(headers: IncomingHttpHeaders): Fault | undefined {
  const text = headers[faultHeader]
  return text === undefined ? undefined : parseFault(String(text).trim())
}

/**
 * Takes the fault off a model's name: `gpt-4o-mini+429` is `gpt-4o-mini` and fault `429`. A name
 * that is known as it stands has no fault in it.
 * @throws {ApiError} 400 if what follows the last `+` is no fault that is known.
 */
export function faultOfModel(
  model: string,
  isKnown: (model: string) => boolean,
): { readonly model: string; readonly fault: Fault | undefined } {
  const plus = model.lastIndexOf('+')
  if (plus === -1 || isKnown(model)) return { model, fault: undefined }
  return { model: model.slice(0, plus), fault: parseFault(model.slice(plus + 1)) }
}

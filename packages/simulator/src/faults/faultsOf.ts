import type { IncomingHttpHeaders } from 'node:http'
import type { Faults } from './Faults.ts'
import { parseFaults } from './parseFaults.ts'

/** The request header that names faults. */
const faultHeader = 'x-simulator-fault'

/**
 * The faults that the request's header names.
 * @throws {ApiError} 400 if one of them is not known.
 */
export function faultsOfHeaders(headers: IncomingHttpHeaders): Faults | undefined {
  const text = headers[faultHeader]
  return text === undefined ? undefined : parseFaults(String(text))
}

/**
 * Takes the faults off a model's name: `gpt-4o-mini+429` is `gpt-4o-mini` and fault `429`. A name
 * that is known as it stands has none in it.
 * @throws {ApiError} 400 if what follows the last `+` is no fault that is known.
 */
export function faultsOfModel(
  model: string,
  isKnown: (model: string) => boolean,
): { readonly model: string; readonly faults: Faults | undefined } {
  const plus = model.lastIndexOf('+')
  if (plus === -1 || isKnown(model)) return { model, faults: undefined }
  return { model: model.slice(0, plus), faults: parseFaults(model.slice(plus + 1)) }
}

import { invalidRequest } from '../errors/ApiError.ts'
import { isJsonObject } from '../http/JsonObject.ts'
import type { FaultChanges } from '../state/createFaultState.ts'

/**
 * Reads what a request to the control endpoint wants to change.
 * @throws {ApiError} 400 if it names anything else, or not in the right form.
 */
export function parseChanges(body: unknown): FaultChanges {
  if (!isJsonObject(body)) throw invalidRequest('The state has to be a JSON object.')
  const { outage, faults, ...others } = body
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) {
    throw invalidRequest(
      `What can be set is "outage" and "faults", not ${JSON.stringify(unknown.slice(0, 64))}.`,
    )
  }
  if (outage !== undefined && typeof outage !== 'boolean' && typeof outage !== 'string') {
    throw invalidRequest('"outage" has to be true, false or a fault such as "429@30".', 'outage')
  }
  if (faults !== undefined && !isJsonObject(faults)) {
    throw invalidRequest(
      '"faults" has to be an object of plans by model, such as {"gpt-4o": ["503", "503"], "*": "slow-first@2000"}.',
      'faults',
    )
  }
  return { ...(outage !== undefined && { outage }), ...(faults !== undefined && { faults }) }
}

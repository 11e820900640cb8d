import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError } from '../errors/ApiError.ts'
import { allow } from '../http/allow.ts'
import { parseJson } from '../http/parseJson.ts'
import { readBody } from '../http/readBody.ts'
import { sendBody } from '../http/sendBody.ts'
import type { FaultChanges } from '../state/createFaultState.ts'
import type { SimulatorState } from '../state/SimulatorState.ts'
import { isLoopback } from './isLoopback.ts'
import { parseChanges } from './parseChanges.ts'

/** Who may use the control endpoint. */
export type ControlAccess = 'loopback' | 'anywhere' | 'off'

/** What the control endpoint controls. */
export interface Controlled {
  readonly state: () => SimulatorState
  /** @throws {ApiError} 400; nothing has changed then. */
  readonly change: (changes: FaultChanges) => void
  readonly reset: () => void
}

const maxBodyBytes = 1024 * 1024

/**
 * Shows the state (GET), replaces it (PUT), changes what is named (PATCH) or clears it and all counts
 * (DELETE). Each answers with the state as it is then.
 * @throws {ApiError} 403 from elsewhere, 405, or 400 if the state asked for is none.
 */
export async function handleControl(
  request: IncomingMessage,
  response: ServerResponse,
  access: ControlAccess,
  { state, change, reset }: Controlled,
): Promise<void> {
  if (access !== 'anywhere' && !isLoopback(request)) {
    throw new ApiError(
      403,
      'The control endpoint answers this machine only, unless the simulator is told otherwise (--control anywhere).',
      { code: 'control_not_allowed' },
    )
  }
  allow(request, 'GET', 'PUT', 'PATCH', 'DELETE')
  if (request.method === 'DELETE') reset()
  else if (request.method !== 'GET') {
    const changes = parseChanges(parseJson(await readBody(request, maxBodyBytes)))
    if (request.method === 'PUT') change({ outage: false, faults: {}, ...changes })
    else change({ ...changes, ...(changes.faults && patched(state(), changes.faults)) })
  }
  // Mostly read in a terminal.
  const body = `${JSON.stringify(state(), undefined, 2)}\n`
  sendBody(response, { status: 200, contentType: 'application/json', body })
}

/** The plans there are with those that are named in their place; null takes one away. */
function patched(
  { faults }: SimulatorState,
  changes: NonNullable<FaultChanges['faults']>,
): Pick<FaultChanges, 'faults'> {
  const all = Object.entries({ ...faults, ...changes })
  return { faults: Object.fromEntries(all.filter(([, plan]) => plan !== null)) }
}

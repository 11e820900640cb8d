import { invalidRequest } from '../errors/ApiError.ts'
import { isRejectionName, type RejectionName, rejectionNames } from './rejections.ts'

/** The request is rejected: another answer takes the place of the model's. */
interface RejectionFault {
  readonly type: 'rejection'
  readonly name: RejectionName
}

/** The model's window is this small, for this request. In tokens. */
interface WindowFault {
  readonly type: 'context-length'
  readonly contextWindow: number
}

/** The body breaks off after so many bytes. */
export interface ByteFault {
  readonly type: 'cut' | 'reset' | 'end' | 'stall'
  readonly afterBytes: number
}

/** The answer takes its time: before the headers, before the first token, or before every token. */
interface DelayFault {
  readonly type: 'slow-headers' | 'slow-first' | 'slow-tokens'
  readonly ms: number
}

/** Events of the stream are wrong. */
export interface EventFault {
  readonly type: 'error-first' | 'error-mid-stream' | 'garbage' | 'duplicate' | 'swap' | 'drop'
  /**
   * Which token: the one that is doubled, swapped with the next or dropped; or the last one before
   * the error or the garbage. The first token is 1; past the end means the last.
   */
  readonly token: number
}

/** Something that goes wrong on demand. */
export type Fault = RejectionFault | WindowFault | ByteFault | DelayFault | EventFault

const byteFaults: readonly ByteFault['type'][] = ['cut', 'reset', 'end', 'stall']
const delayFaults: readonly DelayFault['type'][] = ['slow-headers', 'slow-first', 'slow-tokens']

/** Event faults and the token they take when none is named. */
const eventFaults: ReadonlyMap<EventFault['type'], number> = new Map([
  ['error-first', 1],
  ['error-mid-stream', 5],
  ['garbage', 5],
  ['duplicate', 2],
  ['swap', 2],
  ['drop', 2],
])

const longestWaitMs = 3_600_000

/**
 * Reads a fault: `429`, `cut@100`, `slow-first@5000`, `duplicate` or `duplicate@7`; the README
 * lists all of them.
 * @throws {ApiError} 400 if the name is unknown, or the number after `@` is missing or wrong.
 */
export function parseFault(text: string): Fault {
  const match = /^([a-z0-9-]{1,40})(?:@(\d{1,12}))?$/.exec(text)
  const name = match?.[1] ?? ''
  const number = match?.[2] === undefined ? undefined : Number(match[2])

  if (isRejectionName(name) && number === undefined) return { type: 'rejection', name }
  if (name === 'context-length' && number !== undefined) {
    if (number < 1) throw invalidRequest(`Fault ${name} needs a token at least: ${name}@<tokens>.`)
    return { type: name, contextWindow: number }
  }
  for (const type of byteFaults) {
    if (name !== type) continue
    if (number === undefined) throw invalidRequest(`Fault ${type} needs bytes: ${type}@<bytes>.`)
    return { type, afterBytes: number }
  }
  for (const type of delayFaults) {
    if (name !== type) continue
    if (number === undefined || number > longestWaitMs) {
      throw invalidRequest(
        `Fault ${type} needs milliseconds up to ${longestWaitMs}: ${type}@<milliseconds>.`,
      )
    }
    return { type, ms: number }
  }
  for (const [type, usualToken] of eventFaults) {
    if (name !== type) continue
    const token = number ?? usualToken
    if (token < 1) throw invalidRequest(`Fault ${type} counts tokens from 1: ${type}@<token>.`)
    return { type, token }
  }
  throw invalidRequest(
    `Unknown fault ${JSON.stringify(text.slice(0, 64))}: use one of ${[
      ...rejectionNames,
      'context-length@<tokens>',
      ...byteFaults.map((type) => `${type}@<bytes>`),
      ...delayFaults.map((type) => `${type}@<milliseconds>`),
      ...eventFaults.keys(),
    ].join(', ')}.`,
  )
}

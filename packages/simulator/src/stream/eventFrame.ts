/**
 * One event of a stream, as its bytes. Tokens are what pacing waits for and what faults disturb;
 * what proves that the answer is complete (finish reason, usage, end marker) is the end; the rest
 * comes without waiting.
 */
export interface Frame {
  readonly kind: 'token' | 'end' | 'other'
  readonly bytes: Uint8Array
  /** Waited for before it is written, in place of the pace. */
  readonly waitMs?: number
}

/** Wraps data as one server-sent event, unnamed unless it has a name. The data holds no line break. */
export function eventFrame(kind: Frame['kind'], data: string, name?: string): Frame {
  const nameLine = name === undefined ? '' : `event: ${name}\n`
  return { kind, bytes: Buffer.from(`${nameLine}data: ${data}\n\n`) }
}

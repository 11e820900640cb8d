/**
 * One event of a stream, as its bytes. Tokens are what pacing waits for and what faults disturb;
 * the rest (role, finish, usage, end marker) comes without waiting.
 */
export interface Frame {
  readonly kind: 'token' | 'other'
  readonly bytes: Uint8Array
}

/** Wraps data as one unnamed server-sent event. The data holds no line break. */
export function eventFrame(kind: Frame['kind'], data: string): Frame {
  return { kind, bytes: Buffer.from(`data: ${data}\n\n`) }
}

/**
 * 128 random bits as 32 hexadecimal digits, from `crypto.getRandomValues`: unguessable, and there
 * also where `crypto.randomUUID` is not (pages served without TLS).
 */
export function randomId(): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  let id = ''
  for (const byte of pool.subarray(used, used + idBytes)) id += hex[byte]
  // What was handed out is not kept.
  pool.fill(0, used, used + idBytes)
  used += idBytes
  return id
}

const idBytes = 16
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** Asking for random bytes costs more than the bytes. */
const pool = new Uint8Array(64 * idBytes)
let used = pool.length

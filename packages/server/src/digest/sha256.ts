import { toHex } from './toHex.ts'

/**
 * The SHA-256 of bytes, in hexadecimal digits.
 * @returns undefined where `crypto.subtle` is missing, as on a server reached without TLS in some runtimes.
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto }
  if (subtle === undefined) return undefined
  return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes)))
}

/** Keys of the known vendors, and whatever looks like one of theirs. */
const patterns = [/\bsk-[A-Za-z0-9_*-]{8,}/g, /\bBearer\s+[A-Za-z0-9._~+/=-]{8,}/gi]

/**
 * Text for a log: keys masked by pattern and by exact value, control characters escaped (T-67, T-68).
 * @param secrets - Configured values that must never appear. Empty ones are ignored.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let masked = text
  for (const secret of secrets) if (secret !== '') masked = masked.replaceAll(secret, '[redacted]')
  for (const pattern of patterns) masked = masked.replace(pattern, '[redacted]')
  return masked.replace(/[\p{Cc}\u2028\u2029]/gu, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

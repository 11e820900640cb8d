import { ChatError, type ErrorCode } from '@millrace/protocol'
import { asRecord } from './asRecord.ts'
import { sentenceFor } from './sentenceFor.ts'

/**
 * What `fetch`, a socket or a timer threw on the way to a provider, by the code of the system or of undici where
 * there is one: browsers say "Failed to fetch" for everything.
 */
export function classifyThrown(thrown: unknown): ChatError {
  if (thrown instanceof ChatError) return thrown
  const { name, code } = namesOf(thrown)
  if (name === 'AbortError') return made('aborted', false, thrown)
  if (name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code))
    return made('timeout', true, thrown)
  // A certificate does not heal in seconds.
  const lasting = /^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_VERIFY)/.test(code)
  return made('network', !lasting, thrown)
}

function made(code: ErrorCode, retryable: boolean, cause: unknown): ChatError {
  return new ChatError(code, sentenceFor(code), { retryable, cause })
}

/** Its name, and the first code among it and its causes. */
function namesOf(thrown: unknown): { readonly name: string; readonly code: string } {
  const name = asRecord(thrown)['name']
  let code = ''
  let cause: unknown = thrown
  for (let depth = 0; depth < 5 && code === ''; depth++) {
    const { code: own, cause: next } = asRecord(cause)
    if (typeof own === 'string') code = own
    cause = next
  }
  return { name: typeof name === 'string' ? name : '', code }
}

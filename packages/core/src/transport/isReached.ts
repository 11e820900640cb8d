import { toChatError } from '@millrace/protocol'
import type { Transport } from './Transport.ts'

/**
 * Whether the server is there: it is asked what runs in this chat, and what it says does not matter. Where something runs,
 * its stream is closed at once.
 */
export async function isReached(
  transport: Transport,
  chatId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const asked = new AbortController()
  try {
    const connection = await transport.resume(
      { chatId },
      { signal: AbortSignal.any([signal, asked.signal]) },
    )
    await connection?.frames[Symbol.asyncIterator]().return?.()
    return true
  } catch (thrown) {
    const { code } = toChatError(thrown)
    // A page in place of a stream is a network that wants something of its user first (a captive portal).
    return code !== 'network' && code !== 'aborted' && code !== 'not_a_stream'
  } finally {
    asked.abort()
  }
}

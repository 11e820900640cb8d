import { ChatError, type Message } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { SendRequest, Transport } from '../transport/Transport.ts'
import type { ChatState } from './ChatState.ts'
import type { EarlierLoader } from './createHistory.ts'

/**
 * Waits with what is sent until it is known what that follows, where only the last message goes out: the server would
 * take it for the beginning of a conversation whose newest page is still on its way.
 */
export function withKnownParent<M extends Message>(
  transport: Transport,
  store: StoreApi<ChatState<M>>,
  loadEarlier: EarlierLoader['loadEarlier'],
): Transport {
  if (transport.sends !== 'last') return transport

  async function whole(request: SendRequest, signal: AbortSignal): Promise<SendRequest> {
    let { messages } = request
    while (messages.length < 2 && store.getState().earlier.status !== 'none') {
      await Promise.race([loadEarlier(), aborted(signal)])
      const { earlier, messages: here } = store.getState()
      if (signal.aborted) throw new ChatError('aborted', 'Stopped.')
      if (earlier.status === 'failed') {
        const { code, message } = earlier.error
        throw new ChatError(code, message, earlier.error)
      }
      messages = here
    }
    return { ...request, messages }
  }

  return {
    sends: 'last',
    resume: (request, options) => transport.resume(request, options),
    stop: (request) => transport.stop(request),
    isNumbered: () => transport.isNumbered(),
    send: async (request, options) =>
      await transport.send(await whole(request, options.signal), options),
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

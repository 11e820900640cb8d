import { ChatError, type Message, type TrimOptions, type TrimReport } from '@millrace/protocol'
import type * as fittedRequest from './fittedRequest.ts'
import type { SendRequest, Transport } from './Transport.ts'

/**
 * A conversation of fewer letters, all of its JSON counted, goes into any body as it is: at three bytes for a letter and a
 * token for a byte, it is below both bounds.
 */
const fewLetters = 60_000

type Counting = Pick<typeof fittedRequest, 'bounded' | 'fittedTo'>

/**
 * Sees to it that what is sent can be taken in. Our route fits the conversation to its model's window by exact
 * counts, so by default only the body is bounded: 192,000 tokens by estimate and 900 KB, newest whole turns. Where only
 * the last message is sent nothing is: the server's copy is the truth, and the server cuts it.
 * @param window - For a backend that does not cut: the conversation is fitted here, and that is final.
 * @param onReport - What was left out, where the cut here is final.
 * @param load - Loads what counts, with the first conversation that is long enough. Where it does not come, no question would
 * get through either: that is `network`, and the question is asked again.
 */
export function withWindow(
  transport: Transport,
  window: TrimOptions | undefined,
  onReport: (report: TrimReport) => void,
  load: () => Promise<Counting> = () => import('./fittedRequest.ts'),
): Transport {
  if (transport.sends === 'last') return transport
  return {
    resume: (request, options) => transport.resume(request, options),
    stop: (request) => transport.stop(request),
    isNumbered: () => transport.isNumbered(),
    async send(request, options) {
      if (window === undefined && isShort(request.messages)) {
        return await transport.send(request, options)
      }
      const { bounded, fittedTo } = await load().catch((cause: unknown) => {
        throw new ChatError('network', 'What counts the conversation could not be loaded.', {
          retryable: true,
          cause,
        })
      })
      const fitted: SendRequest =
        window === undefined ? bounded(request) : await fittedTo(window, request, onReport)
      return await transport.send(fitted, options)
    },
  }
}

function isShort(messages: readonly Message[]): boolean {
  let letters = 0
  for (const message of messages) {
    letters += JSON.stringify(message).length
    if (letters > fewLetters) return false
  }
  return true
}

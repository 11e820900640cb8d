import { type ChatError, toChatError } from '@millrace/protocol'
import { mayFailover } from '../provider/mayFailover.ts'
import type { Provider, ProviderEvent } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { isWord } from './opening.ts'
import type { Read } from './Policy.ts'
import { failedOver, type FailoverOptions } from './withFailover.ts'

/**
 * As `withFailover`, and after the first words too: what was shown is taken back, visibly, once the next provider
 * says something in its place. Where none does, it stays, and ends as what broke it off.
 */
export function withRestart(
  providers: readonly [Provider, ...Provider[]],
  { onFailover }: FailoverOptions = {},
): Provider {
  const [first, ...others] = providers

  async function* anew(
    ...[request, options]: Parameters<Provider['stream']>
  ): AsyncGenerator<Read> {
    let provider = first
    /** Why what is shown has no end. It is taken back only once somebody says something in its place. */
    let brokenOff: ChatError | undefined
    let isFinal = false
    for (const next of [...others, undefined]) {
      let spoke = false
      let failure: ChatError | undefined
      const held: ProviderEvent[] = []
      try {
        for await (const read of provider.stream(request, options)) {
          const last = read.at(-1)
          if (last?.type === 'error') failure = last.error
          const said = failure === undefined ? read : read.slice(0, -1)
          spoke ||= said.some(isWord)
          // Somebody may have run it already.
          isFinal ||= said.some(({ type }) => type === 'tool-call')
          if (brokenOff !== undefined && !spoke) held.push(...said)
          else {
            if (brokenOff !== undefined) {
              const { code } = brokenOff
              yield [{ type: 'reset' }]
              yield [{ type: 'notice', notice: { kind: 'started-over', code } }]
              yield [failedOver(provider, brokenOff)]
              if (held.length > 0) yield held
              brokenOff = undefined
            }
            if (said.length > 0) yield said
          }
          if (failure !== undefined) break
        }
      } catch (thrown) {
        if (options.signal.aborted) throw options.signal.reason
        failure = toChatError(thrown, { message: sentenceFor('unknown') })
      }
      if (failure === undefined) return
      if (next === undefined || isFinal || !mayFailover(failure.code)) {
        yield [{ type: 'error', error: brokenOff ?? failure }]
        return
      }
      onFailover?.(provider, next, failure)
      if (spoke) brokenOff = failure
      else if (brokenOff === undefined) yield [failedOver(next, failure)]
      provider = next
    }
  }

  return others.length === 0 ? first : { ...first, stream: anew }
}

import type { ChatError } from '@millrace/protocol'
import { mayFailover } from '../provider/mayFailover.ts'
import type { Provider, ProviderEvent } from '../provider/Provider.ts'
import { handOver, type Opened, opening } from './opening.ts'
import type { Read } from './Policy.ts'

export interface FailoverOptions {
  /** A provider was left for the next one. */
  readonly onFailover?: (from: Provider, to: Provider, error: ChatError) => void
}

/**
 * The first provider, and the next one where it fails before a word. After it, never silently: the answer keeps
 * what it has and ends. A refusal for content is not taken to a laxer provider (T-60).
 */
export function withFailover(
  providers: readonly [Provider, ...Provider[]],
  { onFailover }: FailoverOptions = {},
): Provider {
  const [first, ...others] = providers
  async function* inTurn(
    ...[request, options]: Parameters<Provider['stream']>
  ): AsyncGenerator<Read, Extract<Opened, { ok: true }> | undefined> {
    let provider = first
    for (const next of [...others, undefined]) {
      const opened = yield* opening(provider, request, options)
      if (opened.ok) return opened
      const { error } = opened
      if (next === undefined || !mayFailover(error.code)) {
        yield [{ type: 'error', error }]
        return undefined
      }
      onFailover?.(provider, next, error)
      yield [failedOver(next, error)]
      provider = next
    }
    return undefined
  }

  if (others.length === 0) return first
  return { ...first, stream: (...asked) => handOver(inTurn(...asked)) }
}

/** News that the next one is asked. */
export function failedOver({ name, model }: Provider, { code }: ChatError): ProviderEvent {
  return { type: 'notice', notice: { kind: 'failed-over', code, provider: name, model } }
}

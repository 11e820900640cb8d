import { type ChatError, toChatError } from '@millrace/protocol'
import { mayFailover } from '../provider/mayFailover.ts'
import type { Provider, ProviderEvent } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { handOver, isWord, type Opened, opening } from './opening.ts'
import type { Read } from './Policy.ts'

export interface FailoverOptions {
  /**
   * Whether an answer that breaks off after its first words is written anew by the next provider: what was shown is
   * taken back (`reset-step`, which the AI SDK's client knows from version 7 on) unless it called a tool. What broke
   * off may still be billed. Default false: the answer keeps what it has, and ends as interrupted.
   */
  readonly restart?: boolean
  /** A provider was left for the next one. */
  readonly onFailover?: (from: Provider, to: Provider, error: ChatError) => void
}

/**
 * The first provider, and the next one where it fails before a word. After it, never silently: the answer keeps
 * what it has and ends. A refusal for content is not taken to a laxer provider (T-60).
 */
export function withFailover(
  providers: readonly [Provider, ...Provider[]],
  { onFailover, restart = false }: FailoverOptions = {},
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

  /** As `inTurn`, and after the first words too. */
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

  if (others.length === 0) return first
  if (restart) return { ...first, stream: anew }
  return { ...first, stream: (...asked) => handOver(inTurn(...asked)) }
}

function failedOver({ name, model }: Provider, { code }: ChatError): ProviderEvent {
  return { type: 'notice', notice: { kind: 'failed-over', code, provider: name, model } }
}

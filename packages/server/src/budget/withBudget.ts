import { toChatError } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import type { Policy, Read } from '../policy/Policy.ts'
import type { Provider } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import type { Budget, PricedBy, Reservation } from './Budget.ts'
import { type Attempts, createAttempts } from './createAttempts.ts'

export interface WithBudgetOptions {
  readonly budget: Pick<Budget, 'reserve'>
  readonly who: Identity
  /** All that may be asked: the dearest counts. */
  readonly providers: readonly PricedBy[]
  /** Counts tokens, for a provider that does not tell. */
  readonly count: (text: string) => number
  /** Given each payment as it is made. None rejects. */
  readonly onPaying?: (payment: Promise<unknown>) => void
}

/**
 * Holds what a request may cost before it goes out, and pays what it did cost, whoever hears it to its end. Outside of
 * what fails over, so that one reservation is for all that is tried; inside of a cache, which asks nobody for an answer
 * that it has.
 */
export function withBudget(options: WithBudgetOptions): Policy {
  return (provider) => ({
    ...provider,
    stream(...asked) {
      const paid = payFor(provider, asked, options)
      return { [Symbol.asyncIterator]: () => paid }
    },
  })
}

function payFor(
  provider: Provider,
  [request, options]: Parameters<Provider['stream']>,
  { budget, who, providers, count, onPaying }: WithBudgetOptions,
): AsyncIterator<Read> {
  const { inputTokens = 0, maxOutputTokens } = request
  const by = { provider: provider.name, model: provider.model }
  const attempts = createAttempts({ by, inputTokens, count })
  let held: Reservation | undefined
  let stream: AsyncIterator<Read> | undefined
  let isOver = false

  /** Once, and only for what was asked. */
  function end(how: Parameters<Attempts['end']>[0]): void {
    isOver = true
    if (held !== undefined) onPaying?.(held.settle(stream === undefined ? [] : attempts.end(how)))
    held = undefined
  }

  async function begin(): Promise<AsyncIterator<Read> | undefined> {
    held = await budget.reserve({ who, providers, inputTokens, maxOutputTokens })
    options.signal.throwIfAborted()
    return isOver ? undefined : provider.stream(request, options)[Symbol.asyncIterator]()
  }

  return {
    async next() {
      if (isOver) return over
      try {
        stream ??= await begin()
        const result = (await stream?.next()) ?? over
        if (result.done === true) end('whole')
        else result.value.forEach(attempts.note)
        return result
      } catch (thrown) {
        end(toChatError(thrown, { message: sentenceFor('unknown') }).code)
        throw thrown
      }
    },
    async return() {
      end('left')
      await stream?.return?.()
      return over
    },
  }
}

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

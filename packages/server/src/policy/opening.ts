import { type ChatError, toChatError } from '@millrace/protocol'
import type { Provider, ProviderEvent, ProviderRequest } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import type { Read } from './Policy.ts'

/** A stream at the moment when it shows what it is. */
export type Opened =
  /** Something was said, or it ended well. From here on nothing can be undone silently. */
  | { readonly ok: true; readonly first: Read; readonly rest: AsyncIterator<Read> }
  /** It failed before a word: whoever asked has seen nothing of it. */
  | { readonly ok: false; readonly error: ChatError }

/**
 * Opens a stream as far as its first word, and passes notices on as they come. HTTP 200 is not success: the first
 * event may be the error (T-19).
 * @throws the signal's reason once it aborts.
 */
export async function* opening(
  provider: Provider,
  request: ProviderRequest,
  options: Parameters<Provider['stream']>[1],
): AsyncGenerator<Read, Opened> {
  const first: ProviderEvent[] = []
  let rest: AsyncIterator<Read> | undefined
  let kept = false
  try {
    rest = provider.stream(request, options)[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await rest.next()
      if (done === true) {
        kept = true
        return { ok: true, first, rest }
      }
      const notices = value.filter(({ type }) => type === 'notice')
      if (notices.length > 0) yield notices
      for (const event of value) {
        if (event.type === 'notice') continue
        // What was said before the error, in the same read, is not unsaid.
        if (event.type === 'error' && !first.some(isWord)) return { ok: false, error: event.error }
        first.push(event)
      }
      if (first.some(isWord)) {
        kept = true
        return { ok: true, first, rest }
      }
    }
  } catch (thrown) {
    if (options.signal.aborted) throw options.signal.reason
    return { ok: false, error: toChatError(thrown, { message: sentenceFor('unknown') }) }
  } finally {
    if (!kept) void rest?.return?.().then(undefined, () => undefined)
  }
}

/** Whether anybody could have seen it, or it is the end. */
export function isWord({ type }: ProviderEvent): boolean {
  return type !== 'usage' && type !== 'source' && type !== 'notice'
}

/**
 * A stream with a beginning of its own: what the generator yields, then what it opened, handed through untouched.
 * After the beginning a read costs one call and no promise of ours.
 */
export function handOver(
  beginning: AsyncGenerator<Read, Extract<Opened, { ok: true }> | undefined>,
): AsyncIterable<Read> {
  let rest: AsyncIterator<Read> | undefined
  let over = false

  async function begin(): Promise<IteratorResult<Read>> {
    const { done, value } = await beginning.next()
    if (done !== true) return { done: false, value }
    over = value === undefined
    rest = value?.rest
    // Whoever leaves now leaves what was opened.
    if (value !== undefined && value.first.length > 0) return { done: false, value: value.first }
    return rest === undefined ? end : await rest.next()
  }

  const iterator: AsyncIterator<Read> = {
    next: () => (rest !== undefined ? rest.next() : over ? Promise.resolve(end) : begin()),
    async return() {
      over = true
      await beginning.return(undefined)
      await rest?.return?.()
      return end
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

const end: IteratorReturnResult<undefined> = { done: true, value: undefined }

import { type ErrorInfo, type Message, toChatError } from '@millrace/protocol'
import { readThreads } from './readThreads.ts'
import type { MoreThreads, ThreadsStatus } from './ThreadsState.ts'
import type { ThreadPage, ThreadStorage } from './ThreadStorage.ts'

export interface ListingOptions<M extends Message> {
  readonly storage: ThreadStorage<M>
  readonly pageSize: number
  /** A page is here, the first one or another. Returns whether something in it was not known. */
  readonly onPage: (page: ThreadPage, isFirst: boolean) => boolean
  readonly onStatus: (state: {
    readonly status?: ThreadsStatus
    readonly more?: MoreThreads
  }) => void
  readonly onReport: (reason: string) => void
}

/** Loads a list of threads page by page, one at a time. */
export interface Listing {
  load(): Promise<void>
  loadMore(): Promise<void>
  /** Throws away what is on its way. It can be asked for again. */
  abort(): void
}

type Kind = 'first' | 'more'

export function createListing<M extends Message>(options: ListingOptions<M>): Listing {
  const { storage, pageSize, onPage, onStatus, onReport } = options
  let loading: { readonly kind: Kind; readonly controller: AbortController } | undefined
  let loaded: Promise<void> = Promise.resolve()
  let isLoaded = false
  /** The last thread of the last page; undefined where there is no next one. */
  let after: string | undefined

  async function load(kind: Kind): Promise<void> {
    const controller = new AbortController()
    const own = { kind, controller }
    loading = own
    tell(kind, { status: 'loading' })
    const from = kind === 'first' ? undefined : after
    let page: ThreadPage
    try {
      const brought = await storage.list({
        after: from,
        limit: pageSize,
        signal: controller.signal,
      })
      // Of what nobody wants any more nothing is told.
      page = readThreads(brought, controller.signal.aborted ? () => undefined : onReport)
    } catch (thrown) {
      if (loading === own) fail(kind, thrown)
      return
    }
    if (loading !== own) return
    loading = undefined
    isLoaded = true
    const hasNews = onPage(page, kind === 'first')
    const last = page.threads.at(-1)?.id
    after = page.more && (hasNews || kind === 'first') ? last : undefined
    onStatus({
      status: { status: 'ready' },
      more: { status: after === undefined ? 'none' : 'more' },
    })
  }

  function fail(kind: Kind, thrown: unknown): void {
    loading = undefined
    const message = 'The list of threads could not be loaded.'
    const { info } = toChatError(thrown, { message, retryable: true })
    tell(kind, { status: 'failed', error: info })
  }

  function tell(
    kind: Kind,
    status:
      | { readonly status: 'loading' }
      | { readonly status: 'failed'; readonly error: ErrorInfo },
  ): void {
    onStatus(kind === 'first' ? { status } : { more: status })
  }

  function abort(): void {
    if (loading === undefined) return
    const { kind, controller } = loading
    loading = undefined
    controller.abort()
    if (kind === 'more') onStatus({ more: { status: 'more' } })
    else onStatus({ status: { status: isLoaded ? 'ready' : 'idle' } })
  }

  return {
    load() {
      if (loading?.kind === 'first') return loaded
      abort()
      loaded = load('first')
      return loaded
    },
    loadMore() {
      if (loading === undefined && after !== undefined) loaded = load('more')
      return loaded
    },
    abort,
  }
}

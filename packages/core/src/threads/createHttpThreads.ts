import { ChatError, type Message } from '@millrace/protocol'
import { jsonIn } from '../transport/jsonIn.ts'
import {
  addressBelow,
  createHttpRequest,
  type HttpRequestOptions,
} from '../transport/createHttpRequest.ts'
import type { StoredThread } from './Thread.ts'
import type { ThreadPage, ThreadStorage } from './ThreadStorage.ts'

export interface HttpThreadsOptions extends HttpRequestOptions {
  /** The most that a page of the list may hold. Default 4 MiB. */
  readonly maxPageBytes?: number
}

/**
 * The list of what a route of ours keeps: `GET {api}/chats?after=&limit=`, `PATCH {api}/{chatId}` with a title or a pin, and
 * `DELETE {api}/{chatId}`. Times are the route's own, and what did not change is not sent. Messages are not in it: their
 * chats load them (`createHttpHistory`), and the route saves them.
 */
export function createHttpThreads<M extends Message = Message>(
  options: HttpThreadsOptions = {},
): ThreadStorage<M> {
  const { api = '/api/chat', maxPageBytes = 4 * 1024 * 1024 } = options
  const request = createHttpRequest(options)
  /** What the route was told last, or has told. */
  const known = new Map<string, Said>()

  return {
    async list({ after, limit, signal }) {
      const url = addressBelow(api, ['chats'], { after, limit: String(limit) })
      const response = await request(url, { method: 'GET', signal })
      const page = await jsonIn(response, { maxBytes: maxPageBytes, signal, what: 'threads' })
      const { chats, more } = Object(page) as { readonly chats?: unknown; readonly more?: unknown }
      if (Array.isArray(chats)) chats.forEach(note)
      // What is in it is checked by whoever asked.
      return { threads: chats, more } as ThreadPage
    },
    async save(thread) {
      const said = known.get(thread.id) ?? nothingSaid
      const title = thread.title ?? null
      const change = {
        ...(title === said.title ? {} : { title }),
        ...(thread.pinned === said.pinned ? {} : { pinned: thread.pinned }),
      }
      if (Object.keys(change).length === 0) return
      const response = await request(addressBelow(api, [thread.id]), {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(change),
      })
      await response.body?.cancel()
      known.set(thread.id, { title, pinned: thread.pinned })
    },
    async remove(id) {
      // Said when a page is left, it is still said.
      const url = addressBelow(api, [id])
      await request(url, { method: 'DELETE', keepalive: true }).then(
        (response) => response.body?.cancel(),
        (thrown: unknown) => {
          if (!(thrown instanceof ChatError) || thrown.status !== 404) throw thrown
        },
      )
      known.delete(id)
    },
  }

  function note(chat: unknown): void {
    const { id, title, pinned } = Object(chat) as Partial<Record<keyof StoredThread, unknown>>
    if (typeof id !== 'string') return
    known.set(id, { title: typeof title === 'string' ? title : null, pinned: pinned === true })
  }
}

interface Said {
  readonly title: string | null
  readonly pinned: boolean
}

const nothingSaid: Said = { title: null, pinned: false }

import { ChatError, type Message } from '@millrace/protocol'
import {
  addressOf,
  createHttpRequest,
  type HttpRequestOptions,
} from '../transport/createHttpRequest.ts'
import { jsonIn } from '../transport/jsonIn.ts'
import type { ChatHistory, HistoryPage } from './ChatHistory.ts'

export interface HttpHistoryOptions extends HttpRequestOptions {
  /** How many messages to ask for at a time. Default 50. */
  readonly limit?: number
  /** The most that a page may hold: it is read as a whole, images as data URLs included. Default 32 MiB. */
  readonly maxPageBytes?: number
}

/**
 * What a route of ours keeps (`history` of `createChatRoute`): `GET {api}/{chatId}/messages?before=&limit=`. A 404 says
 * that nothing is kept. For the transport that belongs to it see `history` of `createHttpTransport`.
 */
export function createHttpHistory<M extends Message = Message>(
  options: HttpHistoryOptions = {},
): ChatHistory<M> {
  const { api = '/api/chat', limit, maxPageBytes = 32 * 1024 * 1024 } = options
  const request = createHttpRequest(options)
  return {
    ...(limit === undefined ? {} : { limit }),
    async load({ chatId, before, limit: wanted, signal }) {
      const url = addressOf(api, chatId, 'messages', { before, limit: String(wanted) })
      const response = await request(url, { method: 'GET', signal }).catch((thrown: unknown) => {
        if (thrown instanceof ChatError && thrown.status === 404) return undefined
        throw thrown
      })
      if (response === undefined) return { messages: [], more: false }
      // What is in it is checked by whoever asked.
      return (await jsonIn(response, {
        maxBytes: maxPageBytes,
        signal,
        what: 'messages',
      })) as HistoryPage<M>
    },
  }
}

'use client'

import {
  type ChatHistory,
  type ChatOptions,
  type ChatStore,
  createChat,
  createHttpTransport,
  type HttpTransportOptions,
} from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { useEffect, useState } from 'react'

/** What a chat can be made from: our route's address and its transport's options, or a transport. */
export type OwnChatOptions<M extends Message = Message> = Partial<ChatOptions<M>> &
  Pick<HttpTransportOptions, 'api' | 'headers' | 'credentials' | 'body' | 'fetch'> & {
    /** A chat made elsewhere. The other options do not count then. */
    readonly chat?: ChatStore<M> | undefined
  }

/**
 * The chat given, or one of this component's own, made once. Callbacks and headers are the latest; what
 * names the chat (`id`, `api`, `transport`) counts at the first render only.
 */
export function useOwnChat<M extends Message = Message>(options: OwnChatOptions<M>): ChatStore<M> {
  const [own] = useState(() => (options.chat === undefined ? makeOwn(options) : undefined))
  useEffect(() => own?.update(options))
  const chat = options.chat ?? own?.chat
  // Either was given at the first render, and own is there since.
  if (chat === undefined) throw new Error('A chat that was given at first must be given always.')
  return chat
}

interface OwnChat<M extends Message> {
  readonly chat: ChatStore<M>
  /** Callbacks and headers from the latest render: the chat outlives the options it was made from. */
  readonly update: (options: OwnChatOptions<M>) => void
}

function makeOwn<M extends Message>(options: OwnChatOptions<M>): OwnChat<M> {
  const { api, fetch } = options
  let latest = options
  const transport =
    options.transport ??
    createHttpTransport({
      ...(api === undefined ? {} : { api }),
      ...(fetch === undefined ? {} : { fetch }),
      headers: () => asked(latest.headers, {}),
      credentials: () => asked(latest.credentials, 'same-origin'),
      body: () => asked(latest.body, {}),
    })
  const { history } = options
  const chat = createChat<M>({
    ...options,
    transport,
    ...(history === undefined ? {} : { history: latestOf(history, () => latest.history) }),
    onFinish: (event) => latest.onFinish?.(event),
    onError: (error) => latest.onError?.(error),
    onFeedback: (feedback) => latest.onFeedback?.(feedback),
    onData: (chunk) => latest.onData?.(chunk),
    onToolCall: (call) => latest.onToolCall?.(call),
    onReport: (reason) => latest.onReport?.(reason),
    sendAutomaticallyWhen: (messages) => latest.sendAutomaticallyWhen?.(messages) ?? false,
  })
  return {
    chat,
    update(next) {
      latest = next
    },
  }
}

/** A history whose pages are loaded as the latest render says. */
function latestOf<M extends Message>(
  first: ChatHistory<M>,
  latest: () => ChatHistory<M> | undefined,
): ChatHistory<M> {
  return { ...first, load: (request) => (latest() ?? first).load(request) }
}

function asked<Value>(
  value: Value | (() => Value | Promise<Value>) | undefined,
  fallback: Value,
): Value | Promise<Value> {
  if (value === undefined) return fallback
  return typeof value === 'function' ? (value as () => Value | Promise<Value>)() : value
}

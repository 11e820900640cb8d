'use client'

import {
  type ChatOptions,
  type ChatStore,
  createChat,
  createHttpTransport,
  type HttpTransportOptions,
} from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { useEffect, useRef, useState } from 'react'

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
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  const [own] = useState(() => (options.chat === undefined ? makeChat(options, latest) : undefined))
  const chat = options.chat ?? own
  // Either was given at the first render, and own is there since.
  if (chat === undefined) throw new Error('A chat that was given at first must be given always.')
  return chat
}

function makeChat<M extends Message>(
  options: OwnChatOptions<M>,
  latest: { readonly current: OwnChatOptions<M> },
): ChatStore<M> {
  const { api, fetch } = options
  const transport =
    options.transport ??
    createHttpTransport({
      ...(api === undefined ? {} : { api }),
      ...(fetch === undefined ? {} : { fetch }),
      headers: () => asked(latest.current.headers, {}),
      credentials: () => asked(latest.current.credentials, 'same-origin'),
      body: () => asked(latest.current.body, {}),
    })
  return createChat<M>({
    ...options,
    transport,
    onFinish: (event) => latest.current.onFinish?.(event),
    onError: (error) => latest.current.onError?.(error),
    onData: (chunk) => latest.current.onData?.(chunk),
    onToolCall: (call) => latest.current.onToolCall?.(call),
    onReport: (reason) => latest.current.onReport?.(reason),
    sendAutomaticallyWhen: (messages) => latest.current.sendAutomaticallyWhen?.(messages) ?? false,
  })
}

function asked<Value>(
  value: Value | (() => Value | Promise<Value>) | undefined,
  fallback: Value,
): Value | Promise<Value> {
  if (value === undefined) return fallback
  return typeof value === 'function' ? (value as () => Value | Promise<Value>)() : value
}

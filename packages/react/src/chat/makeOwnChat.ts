import {
  type ChatHistory,
  type ChatShell,
  createChat,
  createHttpHistory,
  createHttpModels,
  createHttpTransport,
} from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { isKept, type OwnChat, type OwnChatOptions } from './useOwnChat.ts'

/**
 * Makes a chat from what a component was given.
 * @param shell - What is shown of it already. Default: nothing is.
 */
export function makeOwnChat<M extends Message>(
  options: OwnChatOptions<M>,
  shell?: ChatShell<M>,
): OwnChat<M> {
  const { api, fetch, history, models, ...rest } = options
  let latest = options
  const route = {
    ...(api === undefined ? {} : { api }),
    ...(fetch === undefined ? {} : { fetch }),
    headers: () => asked(latest.headers, {}),
    credentials: () => asked(latest.credentials, 'same-origin'),
  }
  const transport =
    options.transport ??
    createHttpTransport({
      ...route,
      body: () => asked(latest.body, {}),
      history: history === true,
    })
  const chat = createChat<M>(
    {
      ...rest,
      transport,
      ...(typeof history === 'object' ? { history: latestOf(history, () => latest.history) } : {}),
      ...(isKept(options) ? { history: createHttpHistory<M>(route) } : {}),
      ...(models === true ? { models: createHttpModels(route) } : {}),
      ...(typeof models === 'object' ? { models } : {}),
      onFinish: (event) => latest.onFinish?.(event),
      onError: (error) => latest.onError?.(error),
      onFeedback: (feedback) => latest.onFeedback?.(feedback),
      onData: (chunk) => latest.onData?.(chunk),
      onToolCall: (call) => latest.onToolCall?.(call),
      onReport: (reason) => latest.onReport?.(reason),
      sendAutomaticallyWhen: (messages) => latest.sendAutomaticallyWhen?.(messages) ?? false,
    },
    shell,
  )
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
  latest: () => ChatHistory<M> | boolean | undefined,
): ChatHistory<M> {
  return {
    ...first,
    load(request) {
      const history = latest()
      return (typeof history === 'object' ? history : first).load(request)
    },
  }
}

function asked<Value>(
  value: Value | (() => Value | Promise<Value>) | undefined,
  fallback: Value,
): Value | Promise<Value> {
  if (value === undefined) return fallback
  return typeof value === 'function' ? (value as () => Value | Promise<Value>)() : value
}

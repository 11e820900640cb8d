'use client'

import {
  type ChatState,
  type ChatStatus,
  type ChatStore,
  type ConnectionState,
  type Earlier,
  type Patience,
  type QueuedMessage,
  type Run,
  type ServiceState,
  chatStatusOf,
} from '@millrace/core'
import { ChatError, type ErrorInfo, type Message } from '@millrace/protocol'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { makeOwnChat } from './makeOwnChat.ts'
import { type OwnChatOptions, useOwnChat } from './useOwnChat.ts'

export type UseChatOptions<M extends Message = Message> = OwnChatOptions<M>

/** The AI SDK hook's result, and what we add to it. */
export interface UseChatResult<M extends Message = Message> extends Pick<
  ChatStore<M>,
  | 'sendMessage'
  | 'editMessage'
  | 'regenerate'
  | 'continueAnswer'
  | 'stop'
  | 'resumeStream'
  | 'loadEarlier'
  | 'setMessages'
  | 'clearError'
  | 'cancelQueued'
  | 'selectBranch'
  | 'rateMessage'
  | 'goOn'
  | 'addToolOutput'
  | 'addToolApprovalResponse'
> {
  readonly id: string
  readonly messages: M[]
  readonly status: ChatStatus
  readonly error: ChatError | undefined
  readonly run: Run
  /** The way to the server. */
  readonly connection: ConnectionState
  /** What the server can do at the moment. */
  readonly service: ServiceState
  /** How long nothing of the running answer has come. */
  readonly patience: Patience
  readonly queue: readonly QueuedMessage[]
  /** What was said before `messages` begin, where there is a `history`. */
  readonly earlier: Earlier
  /** For `<ChatProvider chat>` and the selecting hooks. */
  readonly chat: ChatStore<M>
}

/**
 * A chat of this component's own, with the signature and result of the AI SDK's hook. Renders again only
 * when something changes that was read from the result: a component that takes `sendMessage` and `status`
 * is not woken by the text of an answer.
 */
export function useChat<M extends Message = Message>(
  options: UseChatOptions<M> = {},
): UseChatResult<M> {
  const chat = useOwnChat(options, makeOwnChat)
  useEffect(() => chat.retain(), [chat])
  const view = useMemo(() => viewOf(chat), [chat])
  return useSyncExternalStore(chat.subscribe, view.snapshot, view.snapshot)
}

const views: {
  readonly [
    Key in
      | 'messages'
      | 'status'
      | 'error'
      | 'run'
      | 'connection'
      | 'service'
      | 'patience'
      | 'queue'
      | 'earlier'
  ]: (state: ChatState) => unknown
} = {
  messages: (state) => state.messages,
  status: (state) => chatStatusOf(state.run),
  error: (state) => (state.run.status === 'failed' ? errorOf(state.run.error) : undefined),
  run: (state) => state.run,
  connection: (state) => state.connection,
  service: (state) => state.service,
  patience: (state) => state.patience,
  queue: (state) => state.queue,
  earlier: (state) => state.earlier,
}

const errors = new WeakMap<ErrorInfo, ChatError>()

/** The same error object for the same failure, so that effects on it run once. */
function errorOf(info: ErrorInfo): ChatError {
  const known = errors.get(info) ?? new ChatError(info.code, info.message, info)
  errors.set(info, known)
  return known
}

type Key = keyof typeof views

/** Snapshots that are made anew only when a field that somebody read has changed. */
function viewOf<M extends Message>(chat: ChatStore<M>): { snapshot: () => UseChatResult<M> } {
  const current = (key: Key): unknown => views[key](chat.getState() as ChatState)
  /** Every field that was ever read, and its value in `result`. */
  const read = new Map<Key, unknown>()
  let result: UseChatResult<M> | undefined

  function make(): UseChatResult<M> {
    for (const key of read.keys()) read.set(key, current(key))
    const values = new Map(read)
    const fields = Object.fromEntries(
      (Object.keys(views) as Key[]).map((key) => [
        key,
        {
          enumerable: true,
          get: () => {
            // Read for the first time, in a handler perhaps, long after the render: as it is now.
            if (!values.has(key)) {
              values.set(key, current(key))
              read.set(key, values.get(key))
            }
            return values.get(key)
          },
        },
      ]),
    )
    return Object.defineProperties({ ...actionsOf(chat) }, fields) as UseChatResult<M>
  }

  return {
    snapshot() {
      const same = [...read].every(([key, value]) => value === current(key))
      if (result === undefined || !same) result = make()
      return result
    },
  }
}

function actionsOf<M extends Message>(chat: ChatStore<M>): object {
  return {
    id: chat.id,
    chat,
    sendMessage: chat.sendMessage,
    editMessage: chat.editMessage,
    regenerate: chat.regenerate,
    continueAnswer: chat.continueAnswer,
    stop: chat.stop,
    resumeStream: chat.resumeStream,
    loadEarlier: chat.loadEarlier,
    setMessages: chat.setMessages,
    clearError: chat.clearError,
    cancelQueued: chat.cancelQueued,
    selectBranch: chat.selectBranch,
    rateMessage: chat.rateMessage,
    goOn: chat.goOn,
    addToolOutput: chat.addToolOutput,
    addToolApprovalResponse: chat.addToolApprovalResponse,
  }
}

'use client'

import type {
  ChatHistory,
  ChatOptions,
  ChatStore,
  HttpTransportOptions,
  ModelSource,
} from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { useEffect, useState } from 'react'
import { useResume } from './useResume.ts'

/** What a chat can be made from: our route's address and its transport's options, or a transport. */
export type OwnChatOptions<M extends Message = Message> = Partial<
  Omit<ChatOptions<M>, 'history' | 'models'>
> &
  Pick<HttpTransportOptions, 'api' | 'headers' | 'credentials' | 'body' | 'fetch'> & {
    /**
     * Where what was said before is kept. `true`: by the route (`history` of `createChatRoute`). Then only what is said is
     * sent, and pages come from `{api}/{id}/messages`; without an `id` the conversation is a new one, and none is loaded.
     */
    readonly history?: ChatHistory<M> | boolean
    /**
     * Models that a reader may choose from (`Composer.Model`). `true`: those of the route (`models` of `createChatRoute`),
     * from `{api}/models`. Default: nobody chooses.
     */
    readonly models?: ModelSource | boolean
    /**
     * Join the answer that runs on the server when this component is mounted, once the newest page of the history is here.
     * Default: where `history` is `true` and there is an `id`.
     */
    readonly resume?: boolean
    /** A chat made elsewhere. The other options do not count then, but for `resume`. */
    readonly chat?: ChatStore<M> | undefined
  }

/** A chat of a component's own. */
export interface OwnChat<M extends Message> {
  readonly chat: ChatStore<M>
  /** Callbacks and headers from the latest render: the chat outlives the options it was made from. */
  readonly update: (options: OwnChatOptions<M>) => void
}

/**
 * The chat given, or one of this component's own, made once. Callbacks and headers are the latest; what
 * names the chat (`id`, `api`, `transport`) counts at the first render only.
 * @param make - How one is made.
 */
export function useOwnChat<M extends Message = Message>(
  options: OwnChatOptions<M>,
  make: (options: OwnChatOptions<M>) => OwnChat<M>,
): ChatStore<M> {
  const [own] = useState(() => (options.chat === undefined ? make(options) : undefined))
  useEffect(() => own?.update(options))
  const chat = options.chat ?? own?.chat
  // Either was given at the first render, and own is there since.
  if (chat === undefined) throw new Error('A chat that was given at first must be given always.')
  useResume(chat, options.resume ?? (options.chat === undefined && isKept(options)))
  return chat
}

/** Whether the route may keep something of this conversation: of one that gets its id now it has nothing. */
export function isKept({ id, history }: Pick<OwnChatOptions, 'id' | 'history'>): boolean {
  return history === true && id !== undefined
}

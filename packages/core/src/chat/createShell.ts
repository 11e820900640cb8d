import { type Message, randomId } from '@millrace/protocol'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ComposerState } from '../composer/ComposerState.ts'
import { createComposer } from '../composer/createComposer.ts'
import { online } from '../connection/ConnectionState.ts'
import type { ChatOptions } from './ChatOptions.ts'
import type { ChatState } from './ChatState.ts'
import { orderOf } from './orderOf.ts'

/** What of a conversation can be shown: it does nothing by itself. */
export interface ChatShell<M extends Message = Message> {
  readonly id: string
  readonly store: StoreApi<ChatState<M>>
  readonly composer: StoreApi<ComposerState>
}

export interface ShellOptions<M extends Message = Message> extends Pick<
  ChatOptions<M>,
  'id' | 'messages' | 'newId'
> {
  /** Whether something may have been said before `messages`: `history` or `persist` is there. Default false. */
  readonly mayHaveEarlier?: boolean
}

/** Makes one, as it is before anything was said. */
export function createShell<M extends Message = Message>({
  id: given,
  messages = [],
  newId = randomId,
  mayHaveEarlier = false,
}: ShellOptions<M>): ChatShell<M> {
  const id = given ?? newId()
  const store = createStore<ChatState<M>>(() => ({
    id,
    messages,
    ...orderOf(messages),
    run: { status: 'idle' },
    connection: online,
    service: { status: 'ok' },
    patience: 'fresh',
    kept: true,
    earlier: { status: mayHaveEarlier ? 'more' : 'none' },
    forks: new Map(),
    queue: [],
    contextWindow: undefined,
    notices: [],
  }))
  return { id, store, composer: createComposer() }
}

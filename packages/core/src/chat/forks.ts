import { factsOf, type Message } from '@millrace/protocol'
import type { ChatState } from './ChatState.ts'
import { withMessages } from './withMessages.ts'

/** Which of how many ways a message begins; undefined where there is only one. */
export function branchOf(
  state: Pick<ChatState, 'messages' | 'indexById' | 'forks'>,
  messageId: string,
): { readonly index: number; readonly count: number } | undefined {
  const fork = state.forks.get(beforeOf(state, messageId))
  return fork === undefined ? undefined : { index: fork.active, count: fork.ways.length }
}

/**
 * Begins another way at the message at `index`: it and what follows are kept aside. Where the active
 * way is empty already (an answer that never came), that one is used.
 */
export function forkAt<M extends Message>(state: ChatState<M>, index: number): ChatState<M> {
  const tail = state.messages.slice(index)
  const kept = state.messages.slice(0, index)
  const key = kept.at(-1)?.id ?? ''
  const fork = state.forks.get(key)
  if (tail.length === 0) return state
  const ways = fork === undefined ? [tail] : fork.ways.with(fork.active, tail)
  const forks = new Map(state.forks).set(key, {
    ways: [...ways, []],
    active: ways.length,
    previous: fork?.active ?? 0,
  })
  return { ...withMessages(state, kept), forks }
}

/** Shows another way at the fork that this message belongs to. Out of range: the nearest one. */
export function chooseWay<M extends Message>(
  state: ChatState<M>,
  messageId: string,
  index: number,
): ChatState<M> {
  const key = beforeOf(state, messageId)
  const fork = state.forks.get(key)
  if (fork === undefined) return state
  const active = Math.max(0, Math.min(fork.ways.length - 1, index))
  if (active === fork.active) return state
  const at = key === '' ? 0 : (state.indexById.get(key) ?? -1) + 1
  const ways = fork.ways.with(fork.active, state.messages.slice(at))
  const forks = new Map(state.forks).set(key, { ways, active })
  return {
    ...withMessages(state, [...state.messages.slice(0, at), ...(ways[active] ?? [])]),
    forks,
  }
}

/** The conversation without a way that nothing came of: the one that was shown before is shown again. */
export function withoutEmptyWay<M extends Message>(state: ChatState<M>): ChatState<M> {
  const key = state.messages.at(-1)?.id ?? ''
  const fork = state.forks.get(key)
  if (fork === undefined || fork.ways.length < 2) return state
  const ways = fork.ways.filter((_, index) => index !== fork.active)
  const active = fork.previous ?? 0
  const forks = new Map(state.forks)
  if (ways.length > 1) forks.set(key, { ways, active })
  else forks.delete(key)
  return { ...withMessages(state, [...state.messages, ...(ways[active] ?? [])]), forks }
}

/**
 * The conversation with room for an answer that is not in it and that somebody asked for elsewhere: where the question
 * it answers has an answer already, it is another one, and what is there is kept aside.
 */
export function withRoomFor<M extends Message>(
  state: ChatState<M>,
  { id, ...answer }: M,
): ChatState<M> {
  const at = state.indexById.get(factsOf(answer).parentId ?? '')
  return at === undefined || state.indexById.has(id) ? state : forkAt(state, at + 1)
}

/** The id of the message before this one, `''` for the first. */
function beforeOf(state: Pick<ChatState, 'messages' | 'indexById'>, messageId: string): string {
  const index = state.indexById.get(messageId) ?? 0
  return state.messages[index - 1]?.id ?? ''
}

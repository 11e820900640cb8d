import type { Message } from '@millrace/protocol'
import { arrange } from '../history/arrange.ts'
import type { KeptPage } from '../persistence/KeptChat.ts'
import type { ChatState } from '../chat/ChatState.ts'
import { withMessages } from '../chat/withMessages.ts'

/**
 * The state with the newest messages as they are kept, in place of those it has. What is equal stays the same object: only
 * what another tab has changed is drawn again.
 * @param isWaiting - What is no message yet, and stays where it is.
 */
export function rearranged<M extends Message>(
  state: ChatState<M>,
  page: KeptPage<M>,
  isWaiting: (id: string) => boolean,
): ChatState<M> {
  const nothing = { messages: [], forks: new Map(), waiting: [] }
  const { messages, forks } = arrange<M>(nothing, page)
  const here = new Map(state.messages.map((message) => [message.id, message]))
  const same = messages.map((message) => {
    const known = here.get(message.id)
    return known !== undefined && isEqual(known, message) ? known : message
  })
  const waiting = state.messages.filter(({ id }) => isWaiting(id))
  const next = [...same, ...waiting]
  const isSame =
    next.length === state.messages.length &&
    next.every((message, index) => message === state.messages[index])
  return {
    ...withMessages(state, isSame ? state.messages : next),
    forks,
  }
}

/** What is kept says in addition which message it follows. */
function isEqual(shown: Message, kept: Message): boolean {
  return textOf(shown) === textOf(kept)
}

function textOf({ metadata, ...message }: Message): string {
  return JSON.stringify([message, withoutParent(metadata)], inOrder)
}

function withoutParent(metadata: unknown): unknown {
  if (typeof metadata !== 'object' || metadata === null) return {}
  const { millrace, ...rest } = metadata as { millrace?: unknown }
  if (typeof millrace !== 'object' || millrace === null) return rest
  const { parentId: _, ...facts } = millrace as { parentId?: unknown }
  return { ...rest, millrace: facts }
}

/** Keys in one order: what went through a database may have them in another. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

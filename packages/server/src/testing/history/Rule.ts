import { type Message, systemClock, wait } from '@millrace/protocol'
import type { Identity } from '../../access/identityOf.ts'
import type { ChatKey, History } from '../../history/History.ts'

/** Something that every history keeps to. */
export interface Rule {
  readonly name: string
  /** Throws where it does not. `run` is in the names of users: what an earlier run has left is in nobody's way. */
  check(history: History, run: string): Promise<void>
}

/** A conversation of a user that nobody has had before. */
export function chatOf(run: string, id = 'chat'): ChatKey {
  return { id, who: { user: `ann-${run}` } }
}

/** A question or an answer, after its parent. */
export function message(id: string, parentId: string | null, text = `The text of ${id}.`): Message {
  return {
    id,
    role: id.startsWith('answer') ? 'assistant' : 'user',
    parts: [{ type: 'text', text }],
    metadata: { millrace: { parentId } },
  }
}

/** Messages in a row, each after the one before: `m1`, `m2` … */
export function messages(count: number): readonly Message[] {
  return Array.from({ length: count }, (_, at) => message(`m${at + 1}`, at === 0 ? null : `m${at}`))
}

/** Users other than that of `chatOf`, and some that somebody may take for him. */
export function otherOwners(run: string): readonly Identity[] {
  const { user = '' } = chatOf(run).who
  const tenant = `bank-${run}`
  return [
    { user, tenant },
    { user: `bob-${run}` },
    { user: user.toUpperCase() },
    { user: `${user} ` },
    { tenant },
    { tenant: user },
    { user: tenant, tenant: user },
  ]
}

/** Two writes at one moment have no order: the next one comes later. */
export function moment(): Promise<void> {
  return wait(systemClock, 3)
}

/** More than any case stores in a conversation. */
export const everything = { limit: 1000 }

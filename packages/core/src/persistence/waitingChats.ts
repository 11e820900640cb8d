import { chatIdOf, prefixOf } from './keysOf.ts'
import type { Persistence } from './Persistence.ts'

/** The conversations in which something waits to be sent, or to be changed by its writer. */
export async function waitingChats({
  records,
}: Pick<Persistence, 'records'>): Promise<readonly string[]> {
  const keys = await records.keys(prefixOf('outbox'))
  return keys.map(chatIdOf).filter((id) => id !== undefined)
}

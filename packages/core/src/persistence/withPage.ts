import { factsOf, type Message } from '@millrace/protocol'
import { type Book, withAll, withInserted, withSaved } from './Book.ts'
import { isFurther } from './isFurther.ts'
import type { KeptPage } from './KeptChat.ts'

export interface PageOptions {
  /** The message that the page ends just before; undefined: it is the newest page. */
  readonly before: string | undefined
  /** The answer that is being written here: what is kept of it stays. */
  readonly runningId: string | undefined
}

/**
 * Takes in a page of a conversation that is kept elsewhere, too. There it is known best, but for what is being written here,
 * and for what came further here. What is kept stays in its order; what is new goes where the page has it. What is kept is
 * always the end of the conversation, without a gap: where the newest page does not follow it, it goes. The pages that have
 * one of these messages or the one before which they end, and the last one, were looked at.
 */
export function withPage<M extends Message>(
  book: Book<M>,
  page: KeptPage<M>,
  { before, runningId }: PageOptions,
): Book<M> {
  const messages = [...new Map(page.messages.map((message) => [message.id, message])).values()]
  const ids = new Set(book.pages.flatMap((one) => one.ids))
  const isHere = (id: unknown): boolean => typeof id === 'string' && ids.has(id)
  if (before !== undefined && !ids.has(before)) return book
  const follows = messages.some((one) => isHere(one.id) || isHere(factsOf(one).parentId))
  if (ids.size === 0 || (!follows && before === undefined && page.more)) {
    const kept = messages.filter(({ id }) => id !== runningId)
    return kept.length === 0 ? book : withAll(book, kept, page.more)
  }

  const here = new Map(book.pages.flatMap((one) => one.messages ?? []).map((one) => [one.id, one]))
  let next = book
  /** The message that what is new goes before; undefined: at the end. */
  let anchor = before
  let added: M[] = []
  for (const message of messages.toReversed()) {
    const { id } = message
    if (!ids.has(id)) {
      if (id !== runningId) added = [message, ...added]
      continue
    }
    next = withInserted(next, added, anchor)
    added = []
    anchor = id
    const own = here.get(id)
    const stays = id === runningId || (own !== undefined && isFurther(own, message))
    if (!stays) next = withSaved(next, [message])
  }
  next = withInserted(next, added, anchor)
  const oldest = next.pages[0]?.ids[0]
  const first = messages.length === 0 ? before : messages[0]?.id
  return oldest === first ? { ...next, more: page.more } : next
}

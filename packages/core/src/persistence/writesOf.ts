import type { Book } from './Book.ts'
import type { ChatKeys } from './keysOf.ts'
import { recordVersion as version } from './readKept.ts'

/** The records of a conversation that are not as they were before; undefined for those that go. */
export function writesOf(before: Book, after: Book, keys: ChatKeys): ReadonlyMap<string, unknown> {
  const write = new Map<string, unknown>()
  const known = new Map(before.pages.map((page) => [page.no, page]))
  for (const { no, messages } of after.pages) {
    if (messages !== undefined && known.get(no)?.messages !== messages) {
      write.set(keys.page(no), { version, messages })
    }
    known.delete(no)
  }
  for (const no of known.keys()) write.set(keys.page(no), undefined)
  if (!isSameIndex(before, after)) {
    const pages = after.pages.map(({ no, ids }) => ({ no, ids }))
    write.set(keys.index, { version, more: after.more, pages })
  }
  return write
}

function isSameIndex(before: Book, after: Book): boolean {
  if (before.more !== after.more || before.pages.length !== after.pages.length) return false
  return after.pages.every(({ no, ids }, at) => {
    const page = before.pages[at]
    if (page?.no !== no) return false
    return (
      page.ids === ids ||
      (page.ids.length === ids.length && page.ids.every((id, i) => id === ids[i]))
    )
  })
}

import { factsOf, type Message } from '@millrace/protocol'
import type { Index, IndexedPage } from './readKept.ts'

/** A conversation as pages, oldest first. Changed by functions that leave pages as they are where nothing of them changes. */
export interface Book<M extends Message = Message> {
  /** Whether something was said before these pages. */
  readonly more: boolean
  readonly pages: readonly BookPage<M>[]
}

export interface BookPage<M extends Message = Message> extends IndexedPage {
  /** undefined where nobody looked at it. */
  readonly messages: readonly M[] | undefined
}

/** So many messages are in a page at most, and so many characters unless one message alone has more. */
const mostMessages = 50
const mostCharacters = 1_000_000

/** @param messagesOf - Of a page by its number; undefined where it was not looked at. */
export function bookOf<M extends Message>(
  { more, pages }: Index,
  messagesOf: (no: number) => readonly M[] | undefined,
): Book<M> {
  return { more, pages: pages.map((page) => ({ ...page, messages: messagesOf(page.no) })) }
}

/**
 * Adds messages at the end, in place of those of the same id where there are some. The pages that have those, and the last
 * one, were looked at.
 */
export function withSaved<M extends Message>(book: Book<M>, messages: readonly M[]): Book<M> {
  const unknown = new Map(messages.map((message) => [message.id, message]))
  const pages = book.pages.map((page) => {
    const known = page.ids.filter((id) => unknown.has(id))
    if (known.length === 0) return page
    const newer = new Map(known.map((id) => [id, unknown.get(id)]))
    for (const id of known) unknown.delete(id)
    const replaced = (page.messages ?? []).map((message) => {
      const next = newer.get(message.id) ?? message
      newer.delete(message.id)
      return next
    })
    // What nobody could read any more.
    return pageOf(page.no, [
      ...replaced,
      ...[...newer.values()].filter((message) => message !== undefined),
    ])
  })
  const more = book.pages.length === 0 ? followsOne(messages[0]) : book.more
  return withEnd({ more, pages }, [...unknown.values()])
}

/** Whether it says so. */
function followsOne(message: Message | undefined): boolean {
  const parentId = message === undefined ? undefined : factsOf(message).parentId
  return typeof parentId === 'string' && parentId !== ''
}

/** Takes messages out. The pages that have them were looked at. */
export function withoutMessages<M extends Message>(
  book: Book<M>,
  ids: ReadonlySet<string>,
): Book<M> {
  const pages = book.pages.flatMap((page) => {
    if (!page.ids.some((id) => ids.has(id))) return [page]
    const messages = (page.messages ?? []).filter(({ id }) => !ids.has(id))
    return messages.length === 0 ? [] : [pageOf(page.no, messages)]
  })
  return { ...book, pages }
}

/** These are all there are. */
export function withAll<M extends Message>(
  book: Book<M>,
  messages: readonly M[],
  more: boolean,
): Book<M> {
  const all = [...new Map(messages.map((message) => [message.id, message])).values()]
  const nos = nosOf(book)
  const from = nos.length === 0 ? 0 : Math.min(...nos)
  return { more, pages: chunksOf(all).map((chunk, at) => pageOf(from + at, chunk)) }
}

/** Puts messages that are not in it before one that is; at the end where that is undefined. */
export function withInserted<M extends Message>(
  book: Book<M>,
  messages: readonly M[],
  before: string | undefined,
): Book<M> {
  if (messages.length === 0) return book
  if (before === undefined) return withEnd(book, messages)
  const at = book.pages.findIndex(({ ids }) => ids.includes(before))
  const page = book.pages[at]
  if (page?.messages === undefined) return book
  const from = page.messages.findIndex(({ id }) => id === before)
  const joined = page.messages.toSpliced(Math.max(0, from), 0, ...messages)
  const isFront = from <= 0 && chunksOf(joined).length > 1
  const chunks = chunksOf(isFront ? messages : joined)
  const after = isFront ? book.pages[at - 1]?.no : page.no
  const until = isFront ? page.no : book.pages[at + 1]?.no
  const nos = newNos(book, isFront ? chunks.length : chunks.length - 1, after, until)
  const pages = chunks.map((chunk, index) =>
    pageOf((isFront ? nos : [page.no, ...nos])[index] ?? page.no, chunk),
  )
  return {
    ...book,
    pages: book.pages.toSpliced(at, isFront ? 0 : 1, ...pages),
  }
}

function withEnd<M extends Message>(book: Book<M>, messages: readonly M[]): Book<M> {
  if (messages.length === 0) return book
  const last = book.pages.at(-1)
  const chunks = chunksOf([...(last?.messages ?? []), ...messages])
  const nos = newNos(book, chunks.length, last?.no, undefined)
  const pages = chunks.map((chunk, at) => {
    if (last === undefined) return pageOf(nos[at] ?? at, chunk)
    // It was full.
    if (at === 0 && chunk.length === last.messages?.length) return last
    return pageOf(at === 0 ? last.no : (nos[at - 1] ?? at), chunk)
  })
  return { ...book, pages: [...book.pages.slice(0, -1), ...pages] }
}

function pageOf<M extends Message>(no: number, messages: readonly M[]): BookPage<M> {
  return { no, ids: messages.map(({ id }) => id), messages }
}

/** Numbers for pages between two others: in order, while there are numbers between them. */
function newNos(
  book: Book,
  count: number,
  after: number | undefined,
  until: number | undefined,
): readonly number[] {
  const nos = nosOf(book)
  const counted = Array.from({ length: count }, (_, at) => at)
  const end = Math.max(-1, ...nos) + 1
  if (until === undefined) return counted.map((at) => end + at)
  if (after === undefined) return counted.map((at) => Math.min(...nos) - count + at)
  const between = counted.map((at) => after + ((until - after) * (at + 1)) / (count + 1))
  const isBetween = [after, ...between, until].every(
    (no, at, all) => no > (all[at - 1] ?? -Infinity),
  )
  return isBetween ? between : counted.map((at) => end + at)
}

function nosOf({ pages }: Book): readonly number[] {
  return pages.map(({ no }) => no)
}

function chunksOf<M extends Message>(messages: readonly M[]): readonly (readonly M[])[] {
  const chunks: M[][] = []
  let characters = 0
  for (const message of messages) {
    const own = charactersOf(message)
    const chunk = chunks.at(-1)
    characters += own
    if (chunk === undefined || chunk.length === mostMessages || characters > mostCharacters) {
      chunks.push([message])
      characters = own
    } else {
      chunk.push(message)
    }
  }
  return chunks
}

/** Of what is long in messages: texts, and addresses that hold a file. */
function charactersOf({ parts }: Message): number {
  return parts.reduce((sum, part) => {
    const { text, url } = part as { readonly text?: unknown; readonly url?: unknown }
    const long = [text, url].filter((value) => typeof value === 'string')
    return long.reduce((length, value) => length + value.length, sum)
  }, 0)
}

/** What is kept of one conversation, by key. */
export interface ChatKeys {
  /** Since when and until when it was written to, and what a list says of it. */
  readonly about: string
  /** Which messages are in which page. */
  readonly index: string
  readonly run: string
  readonly outbox: string
  readonly draft: string
  page(no: number): string
  /** All keys of pages begin so. */
  readonly pages: string
}

const rooms = ['about', 'index', 'run', 'outbox', 'draft'] as const
export type Room = (typeof rooms)[number]

export function keysOf(chatId: string): ChatKeys {
  const name = chatId.replaceAll('%', '%25').replaceAll(':', '%3A')
  const pages = `page:${name}:`
  return {
    about: `about:${name}`,
    index: `index:${name}`,
    run: `run:${name}`,
    outbox: `outbox:${name}`,
    draft: `draft:${name}`,
    page: (no) => `${pages}${no}`,
    pages,
  }
}

/** What all keys of one kind begin with: one each for a conversation. */
export function prefixOf(room: Room): string {
  return `${room}:`
}

/** The conversation that a key belongs to; undefined where it is none of those. */
export function chatIdOf(key: string): string | undefined {
  const [room, name] = key.split(':')
  const isOurs = room === 'page' || rooms.some((known) => known === room)
  if (!isOurs || name === undefined) return undefined
  return name.replaceAll('%3A', ':').replaceAll('%25', '%')
}

/** The number in the key of a page. */
export function pageNoOf(key: string): number {
  return Number(key.slice(key.lastIndexOf(':') + 1))
}

/** One conversation of a list. */
export interface Thread {
  readonly id: string
  /** One plain line. Not there while nothing is known to call it by. */
  readonly title?: string
  /** Whether its user chose the title: then nobody else changes it. */
  readonly renamed: boolean
  readonly pinned: boolean
  /** In milliseconds since the epoch. */
  readonly createdAt: number
  /** When something was last asked or answered in it, in milliseconds since the epoch. */
  readonly updatedAt: number
  /** What its chat is doing, as far as it is in memory. */
  readonly run: 'idle' | 'running' | 'failed'
  /** Whether an answer ended in it while another one was shown. */
  readonly unread: boolean
}

/** What is kept of a thread: what lasts longer than a page. */
export type StoredThread = Pick<
  Thread,
  'id' | 'title' | 'renamed' | 'pinned' | 'createdAt' | 'updatedAt'
>

export function storedOf({
  id,
  title,
  renamed,
  pinned,
  createdAt,
  updatedAt,
}: StoredThread): StoredThread {
  const kept = { id, renamed, pinned, createdAt, updatedAt }
  return title === undefined ? kept : { ...kept, title }
}

import type { Role } from '@millrace/protocol'

/** What a Markdown export says by itself. */
export interface MarkdownWords {
  /** Who wrote a message. */
  readonly authors: Readonly<Record<Role, string>>
  readonly attachment: string
  readonly sources: string
  readonly untitled: string
  /** A moment, given in milliseconds since the epoch. */
  readonly moment: (time: number) => string
}

/** The English ones; times are in UTC. */
export const englishWords: MarkdownWords = {
  authors: { user: 'You', assistant: 'Assistant', system: 'Note' },
  attachment: 'Attachment',
  sources: 'Sources',
  untitled: 'Conversation',
  moment: (time) => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
}

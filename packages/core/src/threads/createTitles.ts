import { type Message, toChatError } from '@millrace/protocol'
import type { ChatState } from '../chat/ChatState.ts'
import { firstLineTitle } from './firstLineTitle.ts'
import { plainTitle } from './plainTitle.ts'
import type { Thread } from './Thread.ts'

export interface TitlesOptions<M extends Message> {
  readonly titleOf:
    | ((messages: readonly M[]) => string | undefined | Promise<string | undefined>)
    | undefined
  readonly threadOf: (id: string) => Thread | undefined
  /** A thread that its user calls nothing is called this. */
  readonly onTitle: (id: string, title: string) => void
  readonly save: (id: string) => void
  /** The chat once everything that was said in it is here. */
  readonly whole: (id: string) => Promise<Pick<ChatState<M>, 'messages' | 'earlier'>>
  readonly onReport: (reason: string) => void
}

/** What threads are called while their user calls them nothing. */
export interface Titles<M extends Message> {
  of(id: string): string | undefined
  /** By the first line of its first question, where nobody has called it anything. @returns whether it is called now. */
  byFirstLine(id: string, state: Pick<ChatState<M>, 'messages' | 'earlier'>): boolean
  /** The same where its messages may have to be loaded. */
  again(id: string): Promise<void>
  /** Asks the application for a name, once. It may come late, or never. */
  ask(id: string, messages: readonly M[]): Promise<void>
  /** The storage has a name for it: the application is not asked. */
  known(id: string): void
  forget(id: string): void
}

export function createTitles<M extends Message>(options: TitlesOptions<M>): Titles<M> {
  const { titleOf, threadOf, onTitle, save } = options
  const automatic = new Map<string, string>()
  /** Those that the application has named, or is naming. */
  const named = new Set<string>()

  function byFirstLine(
    id: string,
    { messages, earlier }: Pick<ChatState<M>, 'messages' | 'earlier'>,
  ): boolean {
    const thread = threadOf(id)
    if (thread === undefined || thread.title !== undefined || earlier.status !== 'none')
      return false
    const title = firstLineTitle(messages)
    if (title === undefined) return false
    automatic.set(id, title)
    onTitle(id, title)
    return true
  }

  return {
    of: (id) => automatic.get(id),
    byFirstLine,
    async again(id) {
      try {
        if (byFirstLine(id, await options.whole(id))) save(id)
      } catch {
        // It is called nothing then, until its messages come.
      }
    },
    async ask(id, messages) {
      if (titleOf === undefined || named.has(id) || threadOf(id)?.renamed === true) return
      named.add(id)
      let title = ''
      try {
        title = plainTitle(await titleOf(messages))
      } catch (thrown) {
        options.onReport(`a title did not come: ${toChatError(thrown).message}`)
      }
      // The next answer may bring one.
      if (title === '') {
        named.delete(id)
        return
      }
      automatic.set(id, title)
      if (threadOf(id)?.renamed !== false) return
      onTitle(id, title)
      save(id)
    },
    known: (id) => void named.add(id),
    forget(id) {
      automatic.delete(id)
      named.delete(id)
    },
  }
}

import { type Clock, type Message, systemClock, toChatError } from '@millrace/protocol'
import { readPage } from '../history/readPage.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import { waitingChats } from '../persistence/waitingChats.ts'
import { keptThreads, rememberThreads, threadsKept } from './keptThreads.ts'
import { readThreads } from './readThreads.ts'
import type { StoredThread } from './Thread.ts'
import type { ThreadPage, ThreadQuery, ThreadStorage } from './ThreadStorage.ts'

export interface CachedThreadsOptions {
  /** Something of the list was left out; worth a log line, never fatal. */
  readonly onReport?: (reason: string) => void
  readonly clock?: Clock
}

/**
 * A list of conversations that is remembered on this device: where it cannot be reached (`network`), what is remembered is
 * listed. What is saved or removed is so there and here. One that was removed there is forgotten here, with all that is kept
 * of it, unless something in it waits to be sent.
 */
export function cachedThreads<M extends Message = Message>(
  remote: ThreadStorage<M>,
  persistence: Persistence,
  options: CachedThreadsOptions = {},
): ThreadStorage<M> {
  const { clock = systemClock, onReport = () => undefined } = options
  const here = keptThreads<M>(persistence, { clock })
  const loadMessages = remote.loadMessages?.bind(remote)
  const saveMessages = remote.saveMessages?.bind(remote)

  async function remember(page: ThreadPage, { after }: ThreadQuery): Promise<void> {
    if (after === undefined) await forgetRemoved(page)
    await rememberThreads(persistence, page.threads, { now: clock.now(), isListed: true })
  }

  /** As far as the first page of the list goes. */
  async function forgetRemoved({ threads, more }: ThreadPage): Promise<void> {
    const listed = new Set(threads.map(({ id }) => id))
    const oldest = more ? (threads.at(-1)?.updatedAt ?? Infinity) : -Infinity
    const removed = (await threadsKept(persistence)).flatMap(({ thread, isListed }) => {
      const isGone = isListed && !listed.has(thread.id) && thread.updatedAt > oldest
      return isGone ? [thread.id] : []
    })
    if (removed.length === 0) return
    const sending = new Set(await waitingChats(persistence))
    for (const id of removed) if (!sending.has(id)) await here.remove(id)
  }

  /** Conversations with something to send that the other side has not heard of. */
  async function waitingBeside({ threads }: ThreadPage): Promise<readonly StoredThread[]> {
    const waiting = new Set(await waitingChats(persistence))
    if (waiting.size === 0) return []
    const listed = new Set(threads.map(({ id }) => id))
    const here = await threadsKept(persistence)
    return here.flatMap(({ thread, isListed }) =>
      waiting.has(thread.id) && !listed.has(thread.id) && !isListed ? [thread] : [],
    )
  }

  return {
    async list(query) {
      let page: ThreadPage
      try {
        page = readThreads(await remote.list(query), onReport)
      } catch (thrown) {
        if (!isLost(thrown)) throw thrown
        return await here.list(query)
      }
      await remember(page, query)
      // What was begun without a way there is listed, too.
      const waiting = query.after === undefined ? await waitingBeside(page) : []
      return waiting.length === 0 ? page : { ...page, threads: [...waiting, ...page.threads] }
    },
    async save(thread) {
      await here.save(thread)
      await remote.save(thread)
    },
    async remove(id) {
      await here.remove(id)
      await remote.remove(id)
    },
    ...(loadMessages === undefined
      ? {}
      : {
          async loadMessages(id) {
            const kept = persistence.chat<M>(id)
            try {
              const page = { messages: await loadMessages(id), more: false }
              return (await kept.merge(readPage<M>(page, onReport), undefined)).messages
            } catch (thrown) {
              const { messages } = isLost(thrown) ? await kept.open(Infinity) : nothing
              if (messages.length === 0) throw thrown
              return messages as readonly M[]
            }
          },
        }),
    ...(saveMessages === undefined
      ? {}
      : {
          async saveMessages(id, messages) {
            await here.saveMessages(id, messages)
            await saveMessages(id, messages)
          },
        }),
  }
}

const nothing = { messages: [] }

function isLost(thrown: unknown): boolean {
  return toChatError(thrown).code === 'network'
}

import { type Clock, type Message, systemClock } from '@millrace/protocol'
import { chatIdOf, keysOf, prefixOf } from '../persistence/keysOf.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import { type About, readAbout, recordVersion as version } from '../persistence/readKept.ts'
import { firstLineTitle } from './firstLineTitle.ts'
import { newestFirst } from './inOrder.ts'
import { readThread } from './readThreads.ts'
import { type StoredThread, storedOf } from './Thread.ts'
import type { ThreadStorage } from './ThreadStorage.ts'

/** A conversation of which something is kept, and whether the list of a server had it. */
export interface KeptThread {
  readonly thread: StoredThread
  readonly isListed: boolean
}

/** So many conversations are known as they were last saved: of those only what changed is written again. */
const mostKnown = 10

/** The conversations that are kept on this device, as a list of their own: there need be no other. */
export function keptThreads<M extends Message = Message>(
  persistence: Persistence,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Required<ThreadStorage<M>> {
  const known = new Map<string, readonly M[]>()

  function know(id: string, messages: readonly M[]): void {
    known.delete(id)
    known.set(id, messages)
    for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest)
  }

  return {
    async list({ after, limit }) {
      const all = await threadsKept(persistence)
      const from = all.findIndex(({ thread }) => thread.id === after) + 1
      const page = all.slice(from, from + limit)
      const threads = page.map(({ thread }) => withTitle(persistence, thread))
      return { threads: await Promise.all(threads), more: from + limit < all.length }
    },
    save: (thread) => rememberThreads(persistence, [thread], { now: clock.now(), isListed: false }),
    async remove(id) {
      known.delete(id)
      await persistence.chat(id).remove()
    },
    async loadMessages(id) {
      const { messages } = await persistence.chat<M>(id).open(Infinity)
      know(id, messages)
      return messages
    },
    async saveMessages(id, messages) {
      const chat = persistence.chat<M>(id)
      const before = known.get(id)
      const isMore = before?.every((message, at) => message.id === messages[at]?.id)
      if (isMore === true)
        await chat.save(messages.filter((message, at) => message !== before?.[at]))
      else await chat.replace(messages)
      know(id, messages)
    },
  }
}

/** All conversations of which something is kept, newest first. */
export async function threadsKept({ records }: Persistence): Promise<readonly KeptThread[]> {
  const keys = await records.keys(prefixOf('about'))
  const values = await records.read(keys)
  const all = keys.flatMap((key, at) => {
    const about = readAbout(values[at])
    const thread = about && threadOf(chatIdOf(key), about)
    return thread === undefined ? [] : [{ thread, isListed: about?.isListed === true }]
  })
  return all.toSorted((one, other) => newestFirst(one.thread, other.thread))
}

function threadOf(id: string | undefined, about: About): StoredThread | undefined {
  const { createdAt, updatedAt } = about
  const named = readThread({ ...Object(about.thread), id })
  if (typeof named === 'object') return named
  // Nobody has said what it is called.
  const bare = readThread({ id, createdAt, updatedAt })
  return typeof bare === 'object' ? bare : undefined
}

/** Keeps what is said of threads. That is not being written to: a thread is as old as what was said in it. */
export async function rememberThreads(
  { records }: Persistence,
  threads: readonly StoredThread[],
  { now, isListed }: { readonly now: number; readonly isListed: boolean },
): Promise<void> {
  const keys = threads.map(({ id }) => keysOf(id).about)
  await records.update(keys, (values) => {
    const write = threads.map((thread, at) => {
      const before = readAbout(values[at])
      // Another clock may be ahead of this one.
      const saidAt = Math.min(thread.updatedAt, now)
      const about = {
        version,
        createdAt: before?.createdAt ?? saidAt,
        updatedAt: Math.max(before?.updatedAt ?? 0, saidAt),
        thread: storedOf(thread),
        isListed: isListed || before?.isListed === true,
      }
      return [keys[at] ?? '', about] as const
    })
    return { write: new Map(write), result: undefined }
  })
}

/** What it is called where nobody says, as far as it is kept from its beginning. */
async function withTitle(persistence: Persistence, thread: StoredThread): Promise<StoredThread> {
  if (thread.title !== undefined) return thread
  const { messages, outbox, more } = await persistence.chat(thread.id).open(50)
  const asked = outbox.map(({ id, message }): Message => {
    return { id, role: 'user', parts: [...message.parts] }
  })
  const title = more ? undefined : firstLineTitle([...messages, ...asked])
  return title === undefined ? thread : { ...thread, title }
}

import type { Disk } from './Disk.ts'
import { chatIdOf, keysOf, prefixOf, type Room } from './keysOf.ts'
import { type Known, missing, type Step, unchanged } from './Ledger.ts'
import { readAbout, readIndex } from './readKept.ts'

export interface GiveUpOptions {
  readonly disk: Disk
  /** Whether one may go that was last written to then, in milliseconds since the epoch. */
  readonly mayGo: (chatId: string, updatedAt: number) => boolean
  /** Whether what was written and not sent may go with it, or by itself. */
  readonly mayDraftGo: (savedAt: number) => boolean
  /** Whether an answer may go that is being written. */
  readonly mayRunGo: boolean
  /** So many at most, the oldest first. Default: all. */
  readonly count?: number
  readonly onReport: (reason: string) => void
}

/**
 * Takes conversations out, with all that is kept of them. One with something to send stays, and so does one of which nobody
 * knows any more when it was written to. Resolves to how many went.
 */
export async function giveUp(options: GiveUpOptions): Promise<number> {
  const { disk, mayGo, mayRunGo, count = Infinity } = options
  const idsIn = async (room: Room): Promise<ReadonlySet<string>> =>
    new Set((await disk.keys(prefixOf(room))).map(chatIdOf).filter((id) => id !== undefined))
  const [all, sending, running, drafts] = [
    await idsIn('about'),
    await idsIn('outbox'),
    mayRunGo ? new Set<string>() : await idsIn('run'),
    await idsIn('draft'),
  ]
  const times = await disk.make('read', timesOf([...all]))
  const old = [...times]
    .filter(([id, updatedAt]) => mayGo(id, updatedAt) && !sending.has(id) && !running.has(id))
    .toSorted(([, one], [, other]) => one - other)
    .map(([id]) => id)
  // A draft needs no conversation.
  const alone = [...drafts].filter((id) => !all.has(id) && !sending.has(id))
  let gone = 0
  for (const chatId of [...old, ...alone]) {
    if (gone >= count) break
    const pages = await disk.keys(keysOf(chatId).pages)
    if (await disk.make('write', goingOf(chatId, pages, options))) gone++
  }
  if (gone > 0) options.onReport(`${gone} old conversations that are not kept any more`)
  return gone
}

function timesOf(ids: readonly string[]): Step<ReadonlyMap<string, number>> {
  return (known) => {
    const keys = ids.map((id) => keysOf(id).about)
    const needs = missing(known, keys)
    if (needs !== undefined) return needs
    return unchanged(
      new Map(
        ids.flatMap((id, at) => {
          const about = readAbout(known.get(keys[at] ?? ''))
          return about === undefined ? [] : [[id, about.updatedAt] as const]
        }),
      ),
    )
  }
}

/** Resolves to whether it went: it may have been written to meanwhile. */
function goingOf(
  chatId: string,
  pages: readonly string[],
  { mayGo, mayRunGo, mayDraftGo }: GiveUpOptions,
): Step<boolean> {
  const keys = keysOf(chatId)
  const all = [keys.about, keys.index, keys.run, keys.outbox, keys.draft]

  function stays(known: Known): boolean {
    const about = readAbout(known.get(keys.about))
    const draft = known.get(keys.draft)
    if (known.get(keys.outbox) !== undefined) return true
    if (!mayRunGo && known.get(keys.run) !== undefined) return true
    if (draft !== undefined && !mayDraftGo(savedAtOf(draft))) return true
    return about === undefined ? draft === undefined : !mayGo(chatId, about.updatedAt)
  }

  return (known) => {
    const needs = missing(known, all)
    if (needs !== undefined) return needs
    if (stays(known)) return unchanged(false)
    const indexed = readIndex(known.get(keys.index))?.pages.map(({ no }) => keys.page(no)) ?? []
    const gone = [...all, ...new Set([...pages, ...indexed])]
    return { write: new Map(gone.map((key) => [key, undefined])), result: true }
  }
}

/** Since when a draft is there, which says so itself; one that does not is old. */
function savedAtOf(draft: unknown): number {
  const { savedAt } = Object(draft) as { readonly savedAt?: unknown }
  return typeof savedAt === 'number' ? savedAt : 0
}

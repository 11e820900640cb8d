import type { Disk } from './Disk.ts'
import { chatIdOf, keysOf, prefixOf } from './keysOf.ts'
import { unchanged } from './Ledger.ts'
import { type Part, planned } from './planned.ts'
import { readAbout, readIndex } from './readKept.ts'
import type { Changed } from './Records.ts'

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

/** So many are taken out in one step: nothing else can be written meanwhile. */
const atOnce = 50

/**
 * Takes conversations out, with all that is kept of them. One with something to send stays, and so does one of which nobody
 * knows any more when it was written to. Resolves to how many went.
 */
export async function giveUp(options: GiveUpOptions): Promise<number> {
  const { disk, count = Infinity, onReport } = options
  const chatIds = await oldest(options)
  const pages = chatIds.length === 0 ? [] : await disk.keys('page:')
  const pagesOf = new Map<string | undefined, string[]>()
  for (const key of pages) {
    const chatId = chatIdOf(key)
    const known = pagesOf.get(chatId)
    if (known === undefined) pagesOf.set(chatId, [key])
    else known.push(key)
  }
  let gone = 0
  let from = 0
  while (from < chatIds.length && gone < count) {
    const some = chatIds.slice(from, from + Math.min(atOnce, count - gone))
    from += some.length
    gone += await disk.make(
      'write',
      planned(() => going(some, (chatId) => pagesOf.get(chatId) ?? [], options)),
    )
  }
  if (gone > 0) onReport(`${gone} old conversations that are not kept any more`)
  return gone
}

/** Those that may go as far as their keys tell, the oldest first, and drafts that have no conversation. */
async function oldest({ disk, mayGo, mayRunGo }: GiveUpOptions): Promise<readonly string[]> {
  const idsIn = async (room: Parameters<typeof prefixOf>[0]): Promise<readonly string[]> =>
    (await disk.keys(prefixOf(room))).map(chatIdOf).filter((id) => id !== undefined)
  const all = await idsIn('about')
  const stays = new Set([...(await idsIn('outbox')), ...(mayRunGo ? [] : await idsIn('run'))])
  const times = await disk.make(
    'read',
    planned(function* () {
      const known = yield all.map((id) => keysOf(id).about)
      return unchanged(all.map((id) => readAbout(known.get(keysOf(id).about))?.updatedAt))
    }),
  )
  const old = all.flatMap((chatId, at) => {
    const updatedAt = times[at]
    const isOld = updatedAt !== undefined && mayGo(chatId, updatedAt) && !stays.has(chatId)
    return isOld ? [{ chatId, updatedAt }] : []
  })
  const kept = new Set(all)
  const alone = (await idsIn('draft')).filter((id) => !kept.has(id) && !stays.has(id))
  const inOrder = old.toSorted((one, other) => one.updatedAt - other.updatedAt)
  return [...inOrder.map(({ chatId }) => chatId), ...alone]
}

/** What goes of these: they may have been written to meanwhile. */
function* going(
  chatIds: readonly string[],
  pagesOf: (chatId: string) => readonly string[],
  { mayGo, mayRunGo, mayDraftGo }: GiveUpOptions,
): Part<Changed<number>> {
  const looked = yield chatIds.flatMap((id) => {
    const { about, run, outbox, draft } = keysOf(id)
    return [about, run, outbox, draft]
  })
  const gone = chatIds.filter((chatId) => {
    const keys = keysOf(chatId)
    const about = readAbout(looked.get(keys.about))
    const draft = looked.get(keys.draft)
    if (looked.get(keys.outbox) !== undefined) return false
    if (!mayRunGo && looked.get(keys.run) !== undefined) return false
    if (draft !== undefined && !mayDraftGo(savedAtOf(draft))) return false
    if (looked.get(keys.about) === undefined) return draft !== undefined
    return about !== undefined && mayGo(chatId, about.updatedAt)
  })
  const known = yield gone.map((id) => keysOf(id).index)
  const write = gone.flatMap((chatId) => {
    const { about, index, run, draft, page } = keysOf(chatId)
    const indexed = readIndex(known.get(index))?.pages.map(({ no }) => page(no)) ?? []
    return [about, index, run, draft, ...pagesOf(chatId), ...indexed]
  })
  return { write: new Map(write.map((key) => [key, undefined])), result: gone.length }
}

/** Since when a draft is there, which says so itself; one that does not is old. */
function savedAtOf(draft: unknown): number {
  const { savedAt } = Object(draft) as { readonly savedAt?: unknown }
  return typeof savedAt === 'number' ? savedAt : 0
}

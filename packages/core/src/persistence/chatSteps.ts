import { type Clock, type Message, withFacts } from '@millrace/protocol'
import { type Book, bookOf } from './Book.ts'
import type { KeptPage, KeptRun } from './KeptChat.ts'
import { type ChatKeys, keysOf, pageNoOf } from './keysOf.ts'
import type { Ledger, Mode } from './Ledger.ts'
import { type Part, planned } from './planned.ts'
import {
  type Index,
  type IndexedPage,
  readAbout,
  readIndex,
  readMessages,
  readRun,
  recordVersion as version,
} from './readKept.ts'
import type { Changed } from './Records.ts'
import { writesOf } from './writesOf.ts'

export interface ChatStepsOptions {
  readonly chatId: string
  readonly ledger: Ledger
  readonly clock: Clock
  readonly onReport: Report
}

type Report = (reason: string) => void
/** New values by key; undefined takes one out. */
type Write = ReadonlyMap<string, unknown>

/** What the steps of one conversation are made of. */
export interface ChatSteps<M extends Message> {
  readonly keys: ChatKeys
  /** Makes a step, and tells what was left out in it. An index that is lost is put together again from the pages. */
  make<Result>(
    mode: Mode,
    plan: (report: Report) => Part<Changed<Result>>,
    as?: string,
  ): Promise<Result>
  /** Changes the pages that have these messages, and the newest page. */
  edit(ids: Iterable<string>, change: (book: Book<M>) => Book<M>, report: Report): Part<Write>
  /** So many of the messages before one of them, or of the newest. */
  pageBefore(before: string | undefined, limit: number, report: Report): Part<KeptPage<M>>
  /** It was written to now. */
  touch(): Part<Write>
  /** Where an answer is, unless more is known of it, or another one was begun later. */
  putRun(run: KeptRun<M>): Part<PutRun<M>>
}

interface PutRun<M extends Message> {
  readonly write: Write
  /** What came of the one that was being written before, and that nobody ended: it is to be saved. */
  readonly left: readonly M[]
}

export function chatSteps<M extends Message>(options: ChatStepsOptions): ChatSteps<M> {
  const { chatId, ledger, clock, onReport } = options
  const keys = keysOf(chatId)

  async function make<Result>(
    mode: Mode,
    plan: (report: Report) => Part<Changed<Result>>,
    as?: string,
  ): Promise<Result> {
    let told: string[] = []
    const step = planned(() => {
      told = []
      return plan((reason) => told.push(reason))
    })
    let result: Result
    try {
      result = await ledger.make(mode, step, as)
    } catch (thrown) {
      if (!(thrown instanceof LostIndex)) throw thrown
      onReport(`an index of messages that cannot be read: ${keys.index}`)
      await mend()
      result = await ledger.make(mode, step, as)
    }
    for (const reason of told) onReport(reason)
    return result
  }

  async function mend(): Promise<void> {
    const pages = await ledger.keys(keys.pages)
    const nos = pages
      .map(pageNoOf)
      .filter(Number.isFinite)
      .toSorted((one, other) => one - other)
    await ledger.make(
      'write',
      planned(function* () {
        const known = yield [keys.index, ...nos.map(keys.page)]
        // Another tab may have been here first.
        if (readIndex(known.get(keys.index)) !== undefined)
          return { write: new Map(), result: undefined }
        const found = nos.flatMap((no) => {
          const messages = readMessages(known.get(keys.page(no)), () => undefined)
          return messages.length === 0 ? [] : [{ no, ids: messages.map(({ id }) => id) }]
        })
        // What was before them nobody knows any more.
        const index = { version, more: found.length > 0, pages: found }
        return { write: new Map([[keys.index, index]]), result: undefined }
      }),
    )
  }

  function* indexHere(): Part<Index> {
    const known = yield [keys.index]
    const index = readIndex(known.get(keys.index))
    if (index === undefined) throw new LostIndex()
    return index
  }

  function* edit(
    ids: Iterable<string>,
    change: (book: Book<M>) => Book<M>,
    report: Report,
  ): Part<Write> {
    // Whoever changes messages says when: known at once, nothing is done twice.
    yield [keys.index, keys.about]
    const index = yield* indexHere()
    const wanted = new Set(ids)
    const looked = index.pages
      .filter((page, at) => at === index.pages.length - 1 || page.ids.some((id) => wanted.has(id)))
      .map(({ no }) => keys.page(no))
    const known = yield looked
    const isLooked = new Set(looked)
    const book = bookOf<M>(index, (no) => {
      const key = keys.page(no)
      return isLooked.has(key) ? readMessages<M>(known.get(key), report) : undefined
    })
    return writesOf(book, change(book), keys)
  }

  function* pageBefore(
    before: string | undefined,
    limit: number,
    report: Report,
  ): Part<KeptPage<M>> {
    const { pages, more } = yield* indexHere()
    const end =
      before === undefined ? pages.length : pages.findIndex(({ ids }) => ids.includes(before)) + 1
    if (before !== undefined && end === 0) return { messages: [], more: true }
    const idsIn = ({ no, ids }: IndexedPage): readonly string[] => {
      const isLast = before !== undefined && no === pages[end - 1]?.no
      return isLast ? ids.slice(0, ids.indexOf(before)) : ids
    }
    const told = new Set<string>()
    let messages: readonly M[] = []
    let at = end
    while (at > 0 && messages.length < limit) {
      // As many as seem to be enough, at once.
      let from = at
      for (let found = messages.length; from > 0 && found < limit; from--) {
        const page = pages[from - 1]
        found += page === undefined ? 0 : idsIn(page).length
      }
      const wanted = pages.slice(from, at).filter((page) => idsIn(page).length > 0)
      const known = yield wanted.map(({ no }) => keys.page(no))
      const read = wanted.flatMap((page) => {
        const ids = new Set(idsIn(page))
        const all = readMessages<M>(known.get(keys.page(page.no)), report)
        return all.filter(({ id }) => ids.has(id) && told.size < told.add(id).size)
      })
      messages = [...read, ...messages]
      at = from
    }
    const from = Math.max(0, messages.length - limit)
    return { messages: messages.slice(from), more: from > 0 || at > 0 || more }
  }

  function* touch(): Part<Write> {
    const known = yield [keys.about]
    const now = clock.now()
    const { createdAt = now, ...about } = readAbout(known.get(keys.about)) ?? {}
    return new Map([[keys.about, { ...about, version, createdAt, updatedAt: now }]])
  }

  function* putRun(run: KeptRun<M>): Part<PutRun<M>> {
    const known = yield [keys.run]
    const { run: other, message } = readRun<M>(known.get(keys.run))
    const isSame = other?.runId === run.runId
    if (other !== undefined) {
      const isNewer = isSame ? run.after >= other.after : run.startedAt > other.startedAt
      if (!isNewer) return { write: new Map(), left: [] }
    }
    const streamId = run.streamId ?? (isSame ? other.streamId : undefined)
    return {
      write: new Map([[keys.run, { ...run, streamId, version }]]),
      left: message === undefined || isSame ? [] : leftOf(message),
    }
  }

  return { keys, make, edit, pageBefore, touch, putRun }
}

/** Of an answer that nobody ended: what came of it, if anything did. */
export function leftOf<M extends Message>(message: M): readonly M[] {
  return message.parts.length === 0 ? [] : [withFacts(message, { status: 'interrupted' })]
}

class LostIndex extends Error {}

import type { Message } from '@millrace/protocol'
import { withAll, withoutMessages, withSaved } from './Book.ts'
import { chatSteps, type ChatStepsOptions, leftOf } from './chatSteps.ts'
import { createKeptOutbox } from './createKeptOutbox.ts'
import type { KeptBeginning, KeptChat, KeptPage } from './KeptChat.ts'
import { readIndex, readOutbox, readRun } from './readKept.ts'
import { unchanged } from './Ledger.ts'
import { planned } from './planned.ts'
import { withPage } from './withPage.ts'

/** One conversation, in pages. Each call is one step: what is done of it is done whole. */
export function createKeptChat<M extends Message>(options: ChatStepsOptions): KeptChat<M> {
  const steps = chatSteps<M>(options)
  const { keys, make, edit, pageBefore, touch, putRun } = steps

  /** undefined where a run has to be ended first that cannot go on. */
  function begin(limit: number): Promise<KeptBeginning<M> | undefined> {
    return make('read', function* (report) {
      // Most conversations need no more than their newest page besides.
      const known = yield [keys.index, keys.run, keys.outbox]
      const stored = known.get(keys.run)
      const { run } = readRun<M>(stored)
      if (stored !== undefined && run === undefined) return unchanged(undefined)
      const page = yield* pageBefore(undefined, limit, report)
      const outbox = readOutbox(known.get(keys.outbox), report)
      return unchanged({ ...page, run, outbox })
    })
  }

  function endLostRun(): Promise<void> {
    return make('write', function* (report) {
      const known = yield [keys.run]
      const { run, message } = readRun<M>(known.get(keys.run))
      if (run !== undefined) return unchanged(undefined)
      report('an answer that was being written, and cannot go on')
      const kept =
        message === undefined
          ? new Map<string, unknown>()
          : yield* edit([message.id], (book) => withSaved(book, leftOf(message)), report)
      return { write: new Map([...kept, [keys.run, undefined]]), result: undefined }
    })
  }

  return {
    async open(limit) {
      const begun = await begin(limit)
      if (begun !== undefined) return begun
      await endLostRun()
      return (await begin(limit)) ?? { messages: [], more: false, run: undefined, outbox: [] }
    },
    page: ({ before, limit }) =>
      make('read', function* (report) {
        return unchanged(yield* pageBefore(before, limit, report))
      }),
    save: (messages) =>
      make('write', function* (report) {
        if (messages.length === 0) return unchanged(undefined)
        const kept = yield* edit(idsOf(messages), (book) => withSaved(book, messages), report)
        return { write: new Map([...kept, ...(yield* touch())]), result: undefined }
      }),
    replace: (messages) =>
      make('write', function* (report) {
        const kept = yield* edit([], (book) => withAll(book, messages, false), report)
        return { write: new Map([...kept, ...(yield* touch())]), result: undefined }
      }),
    merge: (page, before) =>
      make('write', function* (report) {
        const known = yield [keys.run, keys.about]
        const { run } = readRun<M>(known.get(keys.run))
        const ids = [...idsOf(page.messages), ...(before === undefined ? [] : [before])]
        let merged: KeptPage<M> = page
        const runningId = run?.assembly.message.id
        const kept = yield* edit(
          ids,
          (book) => {
            const next = withPage(book, page, { before, runningId })
            const here = new Map(
              next.pages.flatMap((one) => one.messages ?? []).map((one) => [one.id, one]),
            )
            const messages = page.messages.map((message) => here.get(message.id) ?? message)
            merged = { ...page, messages }
            return next
          },
          report,
        )
        if (kept.size === 0) return unchanged(merged)
        // Being looked at is not being written to.
        const about = known.get(keys.about) === undefined ? yield* touch() : []
        return { write: new Map([...kept, ...about]), result: merged }
      }),
    drop: (ids) =>
      make('write', function* (report) {
        const gone = new Set(ids)
        const known = yield [keys.run]
        const { message } = readRun<M>(known.get(keys.run))
        const kept = yield* edit(ids, (book) => withoutMessages(book, gone), report)
        const isRun = message !== undefined && gone.has(message.id)
        const write = new Map([...kept, ...(isRun ? [[keys.run, undefined] as const] : [])])
        return { write, result: undefined }
      }),
    saveRun: (run) =>
      make(
        'write',
        function* (report) {
          yield [keys.run, keys.about]
          const { write, left } = yield* putRun(run)
          if (write.size === 0) return unchanged(undefined)
          const kept =
            left.length === 0
              ? []
              : yield* edit(idsOf(left), (book) => withSaved(book, left), report)
          return { write: new Map([...kept, ...write, ...(yield* touch())]), result: undefined }
        },
        // What is known of it later says all of what was known before.
        `${keys.run} ${run.runId}`,
      ),
    endRun: (runId, message) =>
      make('write', function* (report) {
        const known = yield [keys.run]
        const { run } = readRun<M>(known.get(keys.run))
        const ended = run?.runId === runId ? [[keys.run, undefined] as const] : []
        if (message === undefined) return { write: new Map(ended), result: undefined }
        const kept = yield* edit([message.id], (book) => withSaved(book, [message]), report)
        return { write: new Map([...kept, ...ended, ...(yield* touch())]), result: undefined }
      }),
    outbox: createKeptOutbox(steps),
    async remove() {
      const pages = await options.ledger.keys(keys.pages)
      await options.ledger.make(
        'write',
        planned(function* () {
          const known = yield [keys.index]
          const { pages: indexed } = readIndex(known.get(keys.index)) ?? { pages: [] }
          const all = [
            keys.about,
            keys.index,
            keys.run,
            keys.outbox,
            keys.draft,
            ...pages,
            ...indexed.map(({ no }) => keys.page(no)),
          ]
          return { write: new Map(all.map((key) => [key, undefined])), result: undefined }
        }),
      )
    },
  }
}

function idsOf(messages: readonly Message[]): readonly string[] {
  return messages.map(({ id }) => id)
}

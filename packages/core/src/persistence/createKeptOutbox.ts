import type { Message } from '@millrace/protocol'
import { withSaved } from './Book.ts'
import type { ChatSteps } from './chatSteps.ts'
import type { KeptOutbox } from './KeptChat.ts'
import type { OutboxEntry } from './OutboxEntry.ts'
import type { Part } from './planned.ts'
import { readOutbox, recordVersion as version } from './readKept.ts'
import { unchanged } from './Ledger.ts'

const nothing = { write: new Map<string, unknown>(), left: [] } as const

/** What waits to be sent in one conversation: one record, which is gone when nothing waits. */
export function createKeptOutbox<M extends Message>(steps: ChatSteps<M>): KeptOutbox<M> {
  const { keys, make, edit, touch, putRun } = steps

  function* entriesHere(report: (reason: string) => void): Part<readonly OutboxEntry[]> {
    const known = yield [keys.outbox]
    return readOutbox(known.get(keys.outbox), report)
  }

  function written(entries: readonly OutboxEntry[]): readonly [string, unknown] {
    return [keys.outbox, entries.length === 0 ? undefined : { version, entries }]
  }

  return {
    list: () =>
      make('read', function* (report) {
        return unchanged(yield* entriesHere(report))
      }),
    add: (entry) =>
      make('write', function* (report) {
        const entries = yield* entriesHere(report)
        const next = entries.some(({ id }) => id === entry.id)
          ? entries.map((one) => (one.id === entry.id ? entry : one))
          : [...entries, entry]
        return { write: new Map([written(next), ...(yield* touch())]), result: undefined }
      }),
    change: (entry) =>
      make('write', function* (report) {
        const entries = yield* entriesHere(report)
        if (!entries.some(({ id }) => id === entry.id)) return unchanged(false)
        const next = entries.map((one) => (one.id === entry.id ? entry : one))
        return { write: new Map([written(next)]), result: true }
      }),
    remove: (id) =>
      make('write', function* (report) {
        const entries = yield* entriesHere(report)
        const next = entries.filter((one) => one.id !== id)
        if (next.length === entries.length) return unchanged(false)
        return { write: new Map([written(next)]), result: true }
      }),
    accept: (id, message, run) =>
      make('write', function* (report) {
        const entries = yield* entriesHere(report)
        const left = entries.filter((one) => one.id !== id)
        const running = run === undefined ? nothing : yield* putRun(run)
        const saved: readonly M[] = [...running.left, message]
        const ids = saved.map((one) => one.id)
        const kept = yield* edit(ids, (book) => withSaved(book, saved), report)
        const write = new Map([...kept, ...running.write, ...(yield* touch())])
        if (left.length < entries.length) write.set(...written(left))
        return { write, result: undefined }
      }),
  }
}

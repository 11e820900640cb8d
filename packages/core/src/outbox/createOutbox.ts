import type { ErrorInfo, Message } from '@millrace/protocol'
import type { KeptChat, KeptRun } from '../persistence/KeptChat.ts'
import type { OutboxEntry } from '../persistence/OutboxEntry.ts'
import type { InOrder } from './inOrder.ts'

export interface OutboxOptions<M extends Message> {
  readonly kept: Pick<KeptChat<M>, 'open' | 'outbox'>
  /** All that is written of one conversation is written in one order. */
  readonly write: InOrder
  /** One sender at a time over all tabs: waits for its turn, and resolves to what gives it back. */
  readonly turn: () => Promise<Turn>
  /** Whether another tab receives this answer: nothing is sent before that has ended. */
  readonly isElsewhere: (run: KeptRun<M>) => boolean
  /** What waits has changed: for the other tabs. */
  readonly tell: () => void
}

export interface Turn {
  /** Aborted when the turn was taken away: nothing is sent any more. */
  readonly signal: AbortSignal
  readonly giveBack: () => void
}

/** What waits to be sent, kept on this device: sent once, by one tab, whatever becomes of the page meanwhile. */
export interface Outbox<M extends Message> {
  /** Whether a question is kept here rather than among the messages. */
  has(id: string): boolean
  list(): Promise<readonly OutboxEntry[]>
  add(entry: OutboxEntry): void
  remove(id: string): void
  /** The server has a question: it is a message from now on, and its answer a run. Resolves when that is kept. */
  take(message: M, run: KeptRun<M> | undefined): Promise<void>
  /** Sends one: what to do before it goes out and once the server has it, and what became of it. */
  sending(entry: OutboxEntry, isNew: boolean): Sending<M>
}

/** One question on its way out. */
export interface Sending<M extends Message> {
  /**
   * Waits for the turn. Resolves to whether it is to be sent: another tab may have done that, or taken it back, or
   * receives an answer that comes first.
   */
  before(): Promise<boolean>
  accepted(message: M, run: KeptRun<M> | undefined): void
  /**
   * It ended before the server took it. `refused`: it waits for its writer. `dropped`: nobody wants it sent any more, and
   * it is a message without an answer.
   */
  ended(how: 'waits' | 'dropped' | { readonly refused: ErrorInfo }, message: M): void
}

export function createOutbox<M extends Message>({
  kept,
  write,
  turn,
  isElsewhere,
  tell,
}: OutboxOptions<M>): Outbox<M> {
  /** What is kept here, by the last look. */
  let ids = new Set<string>()
  /** What is a message by now, whatever a look from before says. */
  const accepted = new Set<string>()

  async function change(work: () => Promise<unknown>): Promise<void> {
    try {
      await write(work)
      tell()
    } catch {
      // What is kept never rejects for want of room; what else is thrown concerns this change alone.
    }
  }

  function take(message: M, run: KeptRun<M> | undefined): Promise<void> {
    accepted.add(message.id)
    return change(() => kept.outbox.accept(message.id, message, run))
  }

  return {
    has: (id) => ids.has(id) && !accepted.has(id),
    async list() {
      const entries = await write(() => kept.outbox.list())
      ids = new Set(entries.map(({ id }) => id))
      return entries.filter(({ id }) => !accepted.has(id))
    },
    add(entry) {
      ids.add(entry.id)
      void change(() => kept.outbox.add(entry))
    },
    remove(id) {
      ids.delete(id)
      void change(() => kept.outbox.remove(id))
    },
    take,
    sending(entry, isNew) {
      let own: Turn | undefined
      let isTaken = false
      let isOver = false

      function over(): void {
        isOver = true
        own?.giveBack()
      }

      if (isNew) {
        ids.add(entry.id)
        void change(() => kept.outbox.add(entry))
      }
      return {
        async before() {
          // Kept first: should the page go from here on, it is sent by the next one.
          await write.settled()
          own = await turn()
          if (isOver) own.giveBack()
          const { outbox, run } = await write(() => kept.open(1))
          const isThere = outbox.some(({ id }) => id === entry.id)
          const mustWait = own.signal.aborted || (run !== undefined && isElsewhere(run))
          if (isThere && !mustWait) return true
          if (!isThere) ids.delete(entry.id)
          over()
          return false
        },
        accepted(message, run) {
          isTaken = true
          void take(message, run).then(over)
        },
        ended(how, message) {
          if (isOver || isTaken) return
          if (how === 'dropped') void take(message, undefined)
          else if (how !== 'waits') {
            void change(() => kept.outbox.change({ ...entry, refused: how.refused }))
          }
          over()
        },
      }
    },
  }
}

import { type ErrorInfo, type Message, toChatError } from '@millrace/protocol'
import type { StoredThread } from './Thread.ts'
import type { ThreadStorage } from './ThreadStorage.ts'

export interface SavingOptions<M extends Message> {
  readonly storage: ThreadStorage<M>
  /** A thread as it is now; undefined where there is none any more. */
  readonly threadOf: (id: string) => StoredThread | undefined
  /** Something is saved, or could not be. */
  readonly onChange: () => void
  /** It is deleted from the storage. */
  readonly onRemoved: (id: string) => void
}

/** Brings changes to a storage: of each thread one at a time, in order, and only the latest. */
export interface Saving<M extends Message> {
  saveThread(id: string): void
  saveMessages(id: string, messages: readonly M[]): void
  /** Deletes it. What was to be saved of it is forgotten. */
  remove(id: string): void
  /** Whether something of it is not saved yet. */
  isWaiting(id: string): boolean
  /** What failed, by the id of its thread. */
  failures(): ReadonlyMap<string, SavingFailure>
  /** Tries again what failed. */
  retry(): void
}

export interface SavingFailure {
  readonly of: 'save' | 'remove'
  readonly error: ErrorInfo
}

interface Job<M extends Message> {
  thread: boolean
  messages: readonly M[] | undefined
  remove: boolean
  running: boolean
  error: ErrorInfo | undefined
}

export function createSaving<M extends Message>({
  storage,
  threadOf,
  onChange,
  onRemoved,
}: SavingOptions<M>): Saving<M> {
  const jobs = new Map<string, Job<M>>()

  function want(id: string, wanted: Partial<Job<M>>): void {
    const job = jobs.get(id) ?? {
      thread: false,
      messages: undefined,
      remove: false,
      running: false,
      error: undefined,
    }
    jobs.set(id, Object.assign(job, wanted))
    if (!job.running) void work(id, job)
  }

  /** Does one thing after another until nothing is left, or one fails. */
  async function work(id: string, job: Job<M>): Promise<void> {
    job.running = true
    job.error = undefined
    try {
      while (job.remove || job.messages !== undefined || job.thread) await step(id, job)
      if (jobs.get(id) === job) jobs.delete(id)
    } catch (thrown) {
      const message = job.remove ? 'It could not be deleted.' : 'It could not be saved.'
      job.error = toChatError(thrown, { message, retryable: true }).info
    }
    job.running = false
    onChange()
  }

  async function step(id: string, job: Job<M>): Promise<void> {
    if (job.remove) {
      await storage.remove(id)
      Object.assign(job, { remove: false, messages: undefined, thread: false })
      onRemoved(id)
      return
    }
    const { messages } = job
    if (messages !== undefined) {
      await storage.saveMessages?.(id, messages)
      // Later ones may have come meanwhile.
      if (job.messages === messages) job.messages = undefined
      return
    }
    const thread = threadOf(id)
    job.thread = false
    try {
      if (thread !== undefined) await storage.save(thread)
    } catch (thrown) {
      job.thread = true
      throw thrown
    }
  }

  return {
    saveThread: (id) => want(id, { thread: true }),
    saveMessages: (id, messages) => {
      if (storage.saveMessages !== undefined) want(id, { messages })
    },
    remove: (id) => want(id, { remove: true }),
    isWaiting: (id) => jobs.has(id),
    failures: () =>
      new Map(
        [...jobs].flatMap(([id, { error, remove }]) =>
          error === undefined ? [] : [[id, { of: remove ? 'remove' : 'save', error }] as const],
        ),
      ),
    retry() {
      for (const [id, job] of jobs) if (job.error !== undefined) void work(id, job)
    },
  }
}

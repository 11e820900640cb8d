import type { Cancel, Clock } from '@millrace/protocol'
import { busy } from './refusals.ts'
import type { RunningAnswer } from './startAnswer.ts'

/** An answer and whose it is. */
export interface KnownAnswer {
  readonly streamId: string
  readonly owner: string
  readonly chatId: string
  readonly runId: string | undefined
  /** Of the body that asked for it: the same run id with another body is a mistake. */
  readonly bodyHash: string
  /** Whether a closed connection leaves it running. */
  readonly resumable: boolean
  readonly answer: RunningAnswer
}

/** Names one answer: by stream, by run, or the one that runs in the chat. */
export interface AnswerName {
  readonly owner: string
  readonly chatId: string
  readonly streamId?: string | undefined
  readonly runId?: string | undefined
}

/** The answers that this process knows: those that run, and those that ended not long ago. */
export interface Answers {
  add(known: KnownAnswer): void
  /** Another owner's answer is as unknown as one that never was (T-29). */
  find(name: AnswerName): KnownAnswer | undefined
  running(owner: string, chatId: string): KnownAnswer | undefined
  /**
   * One answer runs per chat. A client with run ids is told so, unless that one is about to end; a stock client asks
   * anew only when its user wants something else: then it is stopped first.
   * @throws {ChatError} `busy`
   */
  makeRoom(name: AnswerName): Promise<void>
  /** Remembers a stop that overtook its own question. */
  stopAhead(name: AnswerName): void
  /** Whether this run was stopped before it began; asked once. */
  wasStopped(name: AnswerName): boolean
  /** A reader came. Returns what tells that it left. */
  enter(known: KnownAnswer): () => void
  /** Somebody reads it on another node: it is not left alone. */
  seenElsewhere(known: KnownAnswer): void
  /** All that run. */
  readonly all: readonly KnownAnswer[]
}

export interface AnswersOptions {
  readonly clock: Clock
  /** How long an answer without readers goes on. */
  readonly detachMs: number
  /** How long an answer can be read after its end, at least. */
  readonly keepMs: number
  /** Ended answers kept at most: beyond, the oldest go first. */
  readonly keepMost: number
}

/** Keeps answers in memory. Nothing ticks: what is too old goes when something new comes. */
export function createAnswers(options: AnswersOptions): Answers {
  const { clock, detachMs, keepMs, keepMost } = options
  const byStream = new Map<string, KnownAnswer>()
  const byRun = new Map<string, KnownAnswer>()
  const byChat = new Map<string, KnownAnswer>()
  const ended = new Map<KnownAnswer, number>()
  const stopped = new Map<string, number>()
  const readers = new Map<KnownAnswer, number>()
  const detaching = new Map<KnownAnswer, Cancel>()

  function forget(known: KnownAnswer): void {
    ended.delete(known)
    byStream.delete(known.streamId)
    const run = runKey(known)
    if (run !== undefined && byRun.get(run) === known) byRun.delete(run)
  }

  function sweep(): void {
    const now = clock.now()
    // In order of their end: behind the first that is kept, all are.
    for (const [known, at] of ended) {
      if (now - at <= keepMs && ended.size <= keepMost) break
      forget(known)
    }
    for (const [key, at] of stopped) if (now - at > keepMs) stopped.delete(key)
  }

  function cancelDetach(known: KnownAnswer): void {
    detaching.get(known)?.()
    detaching.delete(known)
  }

  function settle(known: KnownAnswer): void {
    cancelDetach(known)
    readers.delete(known)
    ended.set(known, clock.now())
    const chat = chatKey(known)
    if (byChat.get(chat) === known) byChat.delete(chat)
  }

  function running(owner: string, chatId: string): KnownAnswer | undefined {
    return byChat.get(chatKey({ owner, chatId }))
  }

  function detach(known: KnownAnswer): void {
    cancelDetach(known)
    detaching.set(
      known,
      clock.schedule(() => known.answer.stop('interrupted'), detachMs),
    )
  }

  return {
    add(known) {
      sweep()
      byStream.set(known.streamId, known)
      const run = runKey(known)
      if (run !== undefined) byRun.set(run, known)
      byChat.set(chatKey(known), known)
      void known.answer.done.then(() => settle(known))
    },
    find(name) {
      sweep()
      const run = runKey(name)
      const known =
        name.streamId === undefined
          ? run === undefined
            ? byChat.get(chatKey(name))
            : byRun.get(run)
          : byStream.get(name.streamId)
      return known?.owner === name.owner && known.chatId === name.chatId ? known : undefined
    },
    running,
    async makeRoom({ owner, chatId, runId }) {
      for (let known; (known = running(owner, chatId)) !== undefined;) {
        if (runId !== undefined && !known.answer.ending) throw busy()
        known.answer.stop('stopped')
        await known.answer.done
      }
    },
    stopAhead(name) {
      sweep()
      const run = runKey(name)
      if (run !== undefined && stopped.size < keepMost) stopped.set(run, clock.now())
    },
    wasStopped(name) {
      const run = runKey(name)
      return run !== undefined && stopped.delete(run)
    },
    enter(known) {
      cancelDetach(known)
      readers.set(known, (readers.get(known) ?? 0) + 1)
      return () => {
        if (known.answer.log.ended) return
        const rest = (readers.get(known) ?? 1) - 1
        readers.set(known, rest)
        if (rest > 0) return
        // A client that cannot come back has stopped by leaving.
        if (!known.resumable) known.answer.stop('stopped')
        else detach(known)
      }
    },
    seenElsewhere(known) {
      if (detaching.has(known)) detach(known)
    },
    get all() {
      return [...byChat.values()]
    },
  }
}

function chatKey({ owner, chatId }: Pick<AnswerName, 'owner' | 'chatId'>): string {
  return JSON.stringify([owner, chatId])
}

function runKey({ owner, chatId, runId }: AnswerName): string | undefined {
  return runId === undefined ? undefined : JSON.stringify([owner, chatId, runId])
}

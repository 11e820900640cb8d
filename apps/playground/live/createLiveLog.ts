import { type ChatState, type FrameSource, isBusy } from '@millrace/core'
import { type Clock, type Frame, type Message, textOf } from '@millrace/protocol'
import type { LogRecord } from '@millrace/server'
import type { Fate } from '../network/disturb.ts'
import type { NetworkReport } from '../network/NetworkReport.ts'
import type { Manuscript } from '../provider/createManuscript.ts'
import { createPulse } from './createPulse.ts'
import { createReception, type Gap } from './createReception.ts'
import type { Verdict } from './judge.ts'
import { describeRecord, describeReport, type Said } from './describe.ts'
import type { LiveEntry, LiveEvent } from './LiveEntry.ts'

/** What the live view shows, at one moment. */
export interface LiveSnapshot {
  readonly status: ChatState['run']['status']
  /** The newest first, 200 at most. */
  readonly entries: readonly LiveEntry[]
  /** Since the last question. */
  readonly counts: LiveCounts
  /** The number up to which the client misses nothing; -1 before the first. */
  readonly after: number
  readonly held: number
  readonly gap: Gap | undefined
  /** Characters of the answer, along its way. */
  readonly letters: { readonly written: number; readonly received: number; readonly shown: number }
  /** Events that the client read, and updates of the screen. */
  readonly events: Rate
  readonly updates: Rate
  /** What came of the last answer; undefined until it has ended. */
  readonly verdict: Verdict | undefined
}

export interface LiveCounts extends Readonly<Record<Fate, number>> {
  readonly resumes: number
}

export interface Rate {
  readonly perSecond: number
  /** Over the last ten seconds, oldest first. */
  readonly slices: readonly number[]
}

export interface LiveLogOptions {
  readonly clock: Clock
  readonly frames: FrameSource
  readonly manuscript: Pick<Manuscript, 'text' | 'beginning'>
}

/** Gathers what happens from all sides, and shows it at a pace that costs the chat nothing. */
export interface LiveLog {
  reported(report: NetworkReport): void
  logged(record: LogRecord): void
  connected(streamId: string | undefined, after: number): void
  read(frames: readonly Frame[]): void
  updated(state: ChatState, previous: ChatState): void
  judged(verdict: Verdict): void
  clear(): void
  /** The latest snapshot: a new one in step with animation frames, ten times a second at most. */
  readonly getSnapshot: () => LiveSnapshot
  readonly subscribe: (listener: () => void) => () => void
}

const mostEntries = 200
const refreshMs = 100
/** So long after the last event its trace is still to be seen. */
const pulseMs = 11_000

const nothing: LiveCounts = {
  delivered: 0,
  repeated: 0,
  swapped: 0,
  dropped: 0,
  cut: 0,
  resumes: 0,
}

export function createLiveLog({ clock, frames, manuscript }: LiveLogOptions): LiveLog {
  const listeners = new Set<() => void>()
  const reception = createReception()
  let events = createPulse()
  let updates = createPulse()
  let entries: LiveEntry[] = []
  let counts = nothing
  let nextId = 0
  let status: LiveSnapshot['status'] = 'idle'
  let answer: Message | undefined
  let verdict: Verdict | undefined
  let lastAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  let snapshot = look()

  function look(): LiveSnapshot {
    const now = clock.now()
    return {
      status,
      entries: entries.toReversed(),
      counts,
      after: reception.after,
      held: reception.held,
      gap: reception.gap,
      letters: {
        written: manuscript.text.length,
        received: manuscript.beginning + reception.letters,
        shown: answer === undefined ? 0 : textOf(answer).length,
      },
      events: { perSecond: events.perSecond(now), slices: events.slices(now) },
      updates: { perSecond: updates.perSecond(now), slices: updates.slices(now) },
      verdict,
    }
  }

  /** Something happened: the view follows soon, and goes on until the trace of it has passed. */
  function touch(): void {
    lastAt = clock.now()
    plan()
  }

  function plan(): void {
    if (cancel !== undefined || listeners.size === 0) return
    cancel = clock.schedule(() => {
      cancel = frames.onFrame(show)
    }, refreshMs)
  }

  function show(): void {
    cancel = undefined
    snapshot = look()
    for (const listener of listeners) listener()
    if (clock.now() - lastAt < pulseMs) plan()
  }

  function add(entry: LiveEntry): void {
    entries.push(entry)
    if (entries.length > mostEntries) entries.shift()
    touch()
  }

  /** The oldest event of this number that the client has not read yet. */
  function unreadOf(n: number | undefined): number {
    return entries.findIndex((entry) => isUnread(entry) && entry.event.n === n)
  }

  function note(said: Said | undefined): void {
    if (said !== undefined) add({ kind: 'note', id: nextId++, ...said })
  }

  return {
    reported(report) {
      if (report.kind === 'event') {
        counts = { ...counts, [report.fate]: counts[report.fate] + 1 }
        return add({ kind: 'event', id: nextId++, event: report, made: undefined })
      }
      if (report.kind === 'request' && report.what === 'question') counts = nothing
      if (report.kind === 'request' && report.what === 'resume') {
        counts = { ...counts, resumes: counts.resumes + 1 }
      }
      if (report.kind === 'closed' && (report.how === 'lost' || report.how === 'left')) {
        entries = entries.map((entry) =>
          isUnread(entry) ? { ...entry, made: { kind: 'unread' } } : entry,
        )
      }
      note(describeReport(report))
    },
    logged: (record) => note(describeRecord(record)),
    connected: reception.connect,
    read(taken) {
      for (const frame of taken) {
        const made = reception.take(frame)
        const index = unreadOf(frame.n)
        const entry = entries[index]
        if (entry?.kind === 'event') entries[index] = { ...entry, made }
      }
      events.beat(clock.now(), taken.length)
      touch()
    },
    updated(state, previous) {
      ;({ status } = state.run)
      if (state.messages !== previous.messages) {
        const last = state.messages.at(-1)
        answer = last?.role === 'assistant' ? last : undefined
        if (isBusy(state.run) && answer !== undefined) updates.beat(clock.now())
      }
      if (isBusy(state.run) && !isBusy(previous.run)) verdict = undefined
      touch()
    },
    judged(next) {
      verdict = next
      touch()
    },
    clear() {
      entries = []
      counts = nothing
      verdict = undefined
      events = createPulse()
      updates = createPulse()
      reception.connect(undefined, -1)
      touch()
    },
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      plan()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        cancel?.()
        cancel = undefined
      }
    },
  }
}

/** Whether an event got through, and the client has not looked at it. */
function isUnread(entry: LiveEntry): entry is LiveEvent {
  if (entry.kind !== 'event' || entry.made !== undefined) return false
  return entry.event.fate !== 'dropped' && entry.event.fate !== 'cut'
}

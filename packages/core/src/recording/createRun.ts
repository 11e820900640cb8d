import {
  type Clock,
  type ErrorCode,
  type Facts,
  type Frame,
  isErrorInfo,
  type Message,
  toChatError,
} from '@millrace/protocol'
import type { ResumeRequest, SendRequest } from '../transport/Transport.ts'
import { boundedLines, bytesOf } from './boundedLines.ts'
import type { Failure, RunHeader, RunLine, RunOutcome } from './RunLine.ts'

/** What is kept of one run. */
export interface Run {
  /** Whether a request is about this run, by its run id or the name of its stream. */
  isNamed(request: Partial<ResumeRequest>): boolean
  sent(request: SendRequest, numbered: boolean): RecordedRequest
  resumed(request: ResumeRequest, numbered: boolean): RecordedRequest
  stopAsked(): void
  stopped(facts: Facts | undefined | void): void
  stopFailed(thrown: unknown): void
  readonly info: RunSummary
  header(redact: RunHeader['redact'], sends: RunHeader['sends']): RunHeader
  /** As they were written, oldest first. */
  lines(): readonly string[]
}

export interface RunSummary {
  readonly chat: string
  readonly startedAt: number
  readonly outcome: RunOutcome
  readonly lines: number
}

/** One request of a run, and what came of it. Nothing throws, and after it was closed nothing counts. */
export interface RecordedRequest {
  accept(streamId: string | undefined): void
  read(frames: readonly Frame[]): void
  fail(thrown: unknown): void
  /** The signal says that it is taken back. */
  abort(): void
  close(event: 'end' | 'leave' | 'nothing'): void
  onClose(listener: () => void): void
}

export interface RunOptions {
  readonly chatId: string
  readonly maxBytes: number
  readonly clock: Clock
  /** Called once: a question was sent, or a chunk of an answer came. */
  readonly onShown: (run: Run) => void
}

/** So many numbers are remembered, to tell which come again. */
const mostNumbers = 65_536

/** Begins to write down a run. */
export function createRun({ chatId, maxBytes, clock, onShown }: RunOptions): Run {
  const startedAt = clock.now()
  const kept = boundedLines(maxBytes)
  const names = new Set<string>()
  const numbers = new Set<number>()
  let requests = 0
  let isShown = false
  let outcome: RunOutcome = 'running'
  let code: ErrorCode | undefined
  /** What the server told of an error, before the answer ended with it. */
  let told: ErrorCode | undefined

  function add(line: Untimed<RunLine>): void {
    kept.add(lineOf({ at: clock.now() - startedAt, ...line }))
  }

  function show(): void {
    if (!isShown) onShown(run)
    isShown = true
  }

  function settle(next: RunOutcome, why?: ErrorCode): void {
    if (outcome === 'stopped' || outcome === 'complete') return
    outcome = next
    code = next === 'failed' ? (why ?? told ?? 'unknown') : undefined
  }

  function note(chunk: Frame['chunk']): void {
    settle('running')
    if (chunk.type === 'finish' || chunk.type === '[DONE]') {
      settle(told === undefined ? 'complete' : 'failed')
    } else if (chunk.type === 'abort') settle('stopped')
    else if (chunk.type === 'error') settle('failed')
    else if (chunk.type === 'data-millrace-error' && isErrorInfo(chunk.data)) {
      told = chunk.data.code
    }
  }

  function request(): RecordedRequest & { readonly on: number } {
    const on = ++requests
    const listeners: (() => void)[] = []
    let isOpen = true
    let reads = 0

    function close(line: Untimed<RunLine>): void {
      if (!isOpen) return
      isOpen = false
      add(line)
      for (const listener of listeners) listener()
    }

    return {
      on,
      accept(streamId) {
        if (streamId !== undefined) names.add(streamName(streamId))
        add({ event: 'accept', on, ...(streamId === undefined ? {} : { stream: streamId }) })
      },
      read(frames) {
        if (!isOpen || !Array.isArray(frames)) return
        reads++
        for (const { n, chunk } of frames) {
          const isAgain = n !== undefined && numbers.has(n)
          if (numbers.size === mostNumbers) numbers.clear()
          if (n !== undefined) numbers.add(n)
          const numbered = {
            ...(n === undefined ? {} : { n }),
            ...(isAgain ? { again: true as const } : {}),
          }
          add({ event: 'chunk', on, read: reads, ...numbered, chunk })
          note(chunk)
        }
        if (frames.length > 0) show()
      },
      fail(thrown) {
        const failure = failureOf(thrown)
        if (outcome !== 'stopped') settle('failed', failure.code)
        close({ event: 'fail', on, ...failure })
      },
      abort() {
        if (!isOpen) return
        settle('stopped')
        add({ event: 'abort', on })
      },
      close(event) {
        if (event === 'end' && outcome === 'running') settle('incomplete')
        close({ event, on })
      },
      onClose: (listener) => void listeners.push(listener),
    }
  }

  const run: Run = {
    isNamed: ({ runId, streamId }) =>
      (runId !== undefined && names.has(runName(runId))) ||
      (streamId !== undefined && names.has(streamName(streamId))),
    sent({ chatId: _, runId, messages, body: __, ...rest }, numbered) {
      names.add(runName(runId))
      const { on, ...recorded } = request()
      const newest = newestOf(messages, maxBytes / 4)
      add({ event: 'send', on, run: runId, numbered, ...newest, ...rest })
      show()
      return recorded
    },
    resumed({ runId, streamId, after }, numbered) {
      if (runId !== undefined) names.add(runName(runId))
      const { on, ...recorded } = request()
      add({
        event: 'resume',
        on,
        numbered,
        ...(runId === undefined ? {} : { run: runId }),
        ...(streamId === undefined ? {} : { stream: streamId }),
        ...(after === undefined ? {} : { after }),
      })
      return recorded
    },
    stopAsked() {
      settle('stopped')
      add({ event: 'stop' })
    },
    stopped(facts) {
      add({ event: 'stopped', ...(typeof facts === 'object' ? { facts } : {}) })
    },
    stopFailed(thrown) {
      add({ event: 'stop-failed', ...failureOf(thrown) })
    },
    get info() {
      return { chat: hashOf(chatId), startedAt, outcome, lines: kept.all().length + 1 }
    },
    header: (redact, sends) => ({
      millrace: 'run',
      version: 1,
      redact,
      chat: chatId,
      startedAt,
      outcome,
      ...(outcome === 'failed' && code !== undefined ? { code } : {}),
      ...(sends === undefined ? {} : { sends }),
    }),
    lines: () => kept.all(),
  }
  return run
}

/** Each kind of line by itself, so that it keeps its own fields. */
type Untimed<Line> = Line extends unknown ? Omit<Line, 'at'> : never

function runName(id: string): string {
  return `run ${id}`
}

function streamName(id: string): string {
  return `stream ${id}`
}

/** A transport of one's own may hand out what is no JSON: that is not kept, and breaks nothing. */
function lineOf(line: Untimed<RunLine> & { readonly at: number }): string {
  const { at, event } = line
  const said = jsonOf(line)
  if (said !== undefined) return said
  const chunk = { type: 'skipped', reason: 'no JSON' }
  if (line.event !== 'chunk') return JSON.stringify({ at, event })
  const { on, read, n } = line
  return JSON.stringify({ at, event, on, read, ...(n === undefined ? {} : { n }), chunk })
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/** The newest messages that fit. */
function newestOf(
  messages: readonly Message[],
  maxBytes: number,
): { readonly messages: readonly Message[]; readonly earlier?: number } {
  let room = maxBytes
  let from = messages.length
  for (; from > 0; from--) {
    const said = jsonOf(messages[from - 1])
    room -= said === undefined ? Infinity : bytesOf(said)
    if (room < 0) break
  }
  return from === 0 ? { messages } : { messages: messages.slice(from), earlier: from }
}

function failureOf(thrown: unknown): Failure {
  const { code, retryable, retryAfterMs, status } = toChatError(thrown)
  return {
    code,
    ...(retryable ? { retryable } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(status === undefined ? {} : { status }),
  }
}

/** The same for the same id, in eight letters (FNV-1a over UTF-16). */
function hashOf(id: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

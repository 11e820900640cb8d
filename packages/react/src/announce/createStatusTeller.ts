import type { ChatState, ChatStore, Status } from '@millrace/core'
import type { Clock } from '@millrace/protocol'
import type { Labels } from '../labels/labels.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { secondsUntil } from '../status/secondsUntil.ts'
import { errorWords, statusWords, waitingWords } from '../status/statusWords.ts'
import { faceOf } from '../status/useStatus.ts'
import { joinSentences } from './joinSentences.ts'

export interface StatusTellerOptions {
  readonly chat: ChatStore
  readonly clock: Clock
  readonly labels: () => Labels
  /** Does it once what comes at once has come. */
  readonly later: (task: () => void) => void
  readonly say: (text: string) => void
}

/** Follows the face of a chat, and what of its queue is refused. */
export interface StatusTeller {
  /** What is there already is never told. May be called again: what came until then is not told either. */
  start(): void
  /** Looks only where something has changed that a face is made of. */
  onChange(state: ChatState, before: ChatState): void
}

/** Tells each face once when it comes, a countdown also when it is over, and that the server is reached again. */
export function createStatusTeller(options: StatusTellerOptions): StatusTeller {
  const { chat, clock, labels, later, say } = options
  let told: Status | undefined
  /** Questions of which it was told that they were refused. */
  let refused: ReadonlySet<string> = new Set()
  /** How often a look was asked for: the last one is taken, after all else that is told of the same moment. */
  let turn = 0

  function tell(): void {
    const state = chat.getState()
    const before = told
    told = faceOf(state)
    const words = [wordsOfLeaving(before, told, state), wordsOfComing(before, told, state)]
    const text = joinSentences(words.filter((sentence) => sentence !== ''))
    if (text !== '') say(text)
    tellRefused(state)
  }

  function tellRefused({ queue }: ChatState): void {
    const known = refused
    refused = refusedIn(queue)
    for (const { id, refused: error } of queue) {
      if (error === undefined || known.has(id)) continue
      say(`${labels().notSent}: ${errorWords(error.code, labels())}`)
    }
  }

  function wordsOfLeaving(
    before: Status | undefined,
    now: Status | undefined,
    { connection, run }: ChatState,
  ): string {
    if (before?.face === now?.face) return ''
    if (before?.face === 'offline') {
      return connection.status === 'online' ? labels().onlineAgain : ''
    }
    const isOver = before?.face === 'limited' && before.until <= clock.now()
    // Who has asked already knows it.
    return isOver && (run.status === 'idle' || run.status === 'failed') ? labels().tryAgainNow : ''
  }

  function wordsOfComing(
    before: Status | undefined,
    now: Status | undefined,
    { run }: ChatState,
  ): string {
    // A failure is told with the answer that failed.
    if (now === undefined || now.face === 'failed') return ''
    const words = statusWords(now, labels())
    switch (now.face) {
      case 'offline':
        if (before?.face !== 'offline') return words
        return now.queued > before.queued ? waitingWords(now.queued, labels()) : ''
      case 'limited': {
        if (before?.face === 'limited' && before.until === now.until) return ''
        const { timeLeftInWords } = numbersFor(labels().locale)
        return labels().tryAgainIn(timeLeftInWords(secondsUntil(now.until, clock)))
      }
      case 'quota':
        if (before?.face === 'quota') return ''
        // The rest of it was the reason why the answer failed.
        return run.status === 'failed' ? labels().quotaHelp : words
      case 'queued':
        return before?.face === 'queued' && before.queued >= now.queued ? '' : words
      default:
        return before !== undefined && statusWords(before, labels()) === words ? '' : words
    }
  }

  return {
    start() {
      const state = chat.getState()
      told = faceOf(state)
      refused = refusedIn(state.queue)
    },
    onChange(state, before) {
      const isSame =
        state.connection === before.connection &&
        state.service === before.service &&
        state.run === before.run &&
        state.patience === before.patience &&
        state.notices === before.notices &&
        state.kept === before.kept &&
        state.queue === before.queue
      if (isSame) return
      const own = ++turn
      later(() => {
        if (own === turn) tell()
      })
    },
  }
}

function refusedIn(queue: ChatState['queue']): ReadonlySet<string> {
  return new Set(queue.filter((entry) => entry.refused !== undefined).map(({ id }) => id))
}

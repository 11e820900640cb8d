import type { Cancel, Clock } from '@millrace/protocol'
import { nextBatch } from './nextBatch.ts'

export interface SpeechOptions {
  readonly clock: Clock
  readonly say: (text: string) => void
  /** Called at each turn before something is said: what is there now may be added. */
  readonly refill: () => void
}

/** What waits to be said, in order. */
export interface Speech {
  /** How many characters of sentences wait. */
  readonly waiting: number
  /** Said together with sentences beside them. */
  addSentences(sentences: readonly string[]): void
  /** Said by itself. */
  addNotice(text: string): void
  /** Takes a turn as soon as one may be taken. */
  wake(): void
  /** Forgets the sentences that wait. Notices stay. */
  dropSentences(): void
  /** Forgets everything, and leaves no timer behind. */
  clear(): void
}

/** Between two turns, in milliseconds. What comes faster makes screen readers drop or cut what they were told. */
const gapMs = 1500

/** Said at once, in characters. */
export const batchLength = 300

/** A turn waits so long, in milliseconds, for the page to show what it is about. */
export const settleMs = 100

interface Utterance {
  readonly text: string
  readonly alone: boolean
}

/** Says one thing at a time, with a pause after each. Starts nothing until something is added. */
export function createSpeech({ clock, say, refill }: SpeechOptions): Speech {
  let queue: readonly Utterance[] = []
  let timer: Cancel | undefined
  let lastTurn = -Infinity

  function wake(): void {
    if (timer !== undefined) return
    const due = Math.min(gapMs, lastTurn + gapMs - clock.now())
    timer = clock.schedule(turn, Math.max(settleMs, due))
  }

  function turn(): void {
    timer = undefined
    lastTurn = clock.now()
    refill()
    const text = take()
    if (text !== '') say(text)
    if (queue.length > 0) wake()
  }

  function take(): string {
    const [first, ...others] = queue
    if (first === undefined) return ''
    if (first.alone) {
      queue = others
      return first.text
    }
    const end = queue.findIndex(({ alone }) => alone)
    const count = end === -1 ? queue.length : end
    const sentences = queue.slice(0, count).map(({ text }) => text)
    const batch = nextBatch(sentences, batchLength)
    queue = [...batch.rest.map((text) => ({ text, alone: false })), ...queue.slice(count)]
    return batch.text
  }

  function add(texts: readonly string[], alone: boolean): void {
    if (texts.length === 0) return
    queue = [...queue, ...texts.map((text) => ({ text, alone }))]
    wake()
  }

  return {
    get waiting() {
      return queue.reduce((sum, { text, alone }) => (alone ? sum : sum + text.length), 0)
    },
    addSentences: (sentences) => add(sentences, false),
    addNotice: (text) => add([text], true),
    wake,
    dropSentences() {
      queue = queue.filter(({ alone }) => alone)
    },
    clear() {
      queue = []
      timer?.()
      timer = undefined
    },
  }
}

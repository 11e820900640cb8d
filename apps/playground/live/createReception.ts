import { createSequencer, type Sequencer } from '@millrace/core'
import { type Frame, isEnd } from '@millrace/protocol'

/** What a client made of an event that it read. */
export type Made =
  /** It was the next one. `released` more that were held back came with it. */
  | { readonly kind: 'in-order'; readonly released: number }
  | { readonly kind: 'repeated' }
  /** It came early: these are missing before it. */
  | { readonly kind: 'held'; readonly gap: Gap }
  /** Too far ahead to be held back: the client asks anew at once. */
  | { readonly kind: 'too-early'; readonly gap: Gap }
  /** It came after the end. */
  | { readonly kind: 'late' }

/** The first numbers that are missing. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** What a client has of an answer. */
export interface Reception {
  /** A stream is read from behind this number on. */
  connect(streamId: string | undefined, after: number): void
  /** The client has read this. */
  take(frame: Frame): Made
  /** The number up to which nothing is missing; -1 before the first. */
  readonly after: number
  readonly held: number
  /** What is missing first, while something is held back behind it. */
  readonly gap: Gap | undefined
  /** Characters of text up to there. */
  readonly letters: number
}

/**
 * Follows a client from outside, with the sequencer that the client itself uses, fed with the same frames in the same
 * order. It only looks: what it says of gaps, nobody hears.
 */
export function createReception(): Reception {
  let stream: string | undefined
  let sequencer = sequence('', 0)
  let letters = 0

  function gap(): Gap | undefined {
    const [first] = sequencer.heldBack
    return first === undefined ? undefined : { from: sequencer.after + 1, to: first - 1 }
  }

  return {
    connect(streamId = '', after) {
      if (streamId !== stream) letters = 0
      // The client's word on what it has is the last one.
      if (streamId !== stream || after !== sequencer.after) {
        sequencer = sequence(streamId, after + 1)
      }
      stream = streamId
    },
    take(frame) {
      const { n = sequencer.after + 1 } = frame
      const before = sequencer.counts
      const ready = sequencer.push(stream ?? '', n, frame)
      for (const { chunk } of ready) if (chunk.type === 'text-delta') letters += chunk.delta.length
      if (ready.length > 0) return { kind: 'in-order', released: ready.length - 1 }
      const { duplicatesDropped, lateIgnored, farAhead } = sequencer.counts
      if (duplicatesDropped > before.duplicatesDropped) return { kind: 'repeated' }
      if (lateIgnored > before.lateIgnored) return { kind: 'late' }
      const missing = gap() ?? { from: sequencer.after + 1, to: n - 1 }
      return { kind: farAhead > before.farAhead ? 'too-early' : 'held', gap: missing }
    },
    get after() {
      return sequencer.after
    },
    get held() {
      return sequencer.heldBack.length
    },
    get gap() {
      return gap()
    },
    get letters() {
      return letters
    },
  }
}

function sequence(stream: string, next: number): Sequencer<Frame> {
  return createSequencer<Frame>({
    stream,
    next,
    isEnd: ({ chunk }) => chunk.type !== 'skipped' && isEnd(chunk),
    clock: timeless,
    onGap: () => undefined,
  })
}

/** Who only looks waits for nothing. */
const timeless = { now: () => 0, schedule: () => () => undefined }

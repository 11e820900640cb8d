import { ChatError } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { readVectors } from '../../../../scripts/readVectors.ts'
import { createSequencer } from './createSequencer.ts'

type Arrival =
  | { readonly seq: number; readonly text?: string; readonly end?: true; readonly stream?: string }
  | { readonly drop: true }
  | { readonly wait: number }

interface FrameVectors {
  readonly settings: { readonly windowFrames: number; readonly gapWaitMs: number }
  readonly cases: readonly {
    readonly id: string
    readonly arrivals: readonly Arrival[]
    readonly expect: {
      readonly text: string
      readonly complete: boolean
      readonly duplicatesDropped: number
      readonly conflicts: number
      readonly resumeAfter: readonly number[]
      readonly lateIgnored: number
      readonly otherStreamIgnored: number
      readonly error: string | null
      readonly heldBack: readonly number[]
    }
  }[]
}

type Item = { readonly text: string } | { readonly end: true }

const { settings, cases } = readVectors<FrameVectors>('frame-assembly')

describe('frame-assembly.json (T-25, T-26)', () => {
  test.each(cases)('$id', async ({ arrivals, expect: expected }) => {
    const clock = manualClock()
    const resumeAfter: number[] = []
    const sequencer = createSequencer<Item>({
      stream: 'a',
      isEnd: (item) => 'end' in item,
      clock,
      onGap: (after) => resumeAfter.push(after),
      windowSize: settings.windowFrames,
      gapWaitMs: settings.gapWaitMs,
    })
    let text = ''
    let error: string | null = null
    for (const arrival of arrivals) {
      if ('wait' in arrival) await clock.advance(arrival.wait)
      else if ('drop' in arrival) {
        if (!sequencer.ended) resumeAfter.push(sequencer.after)
      } else {
        const item: Item = arrival.end === true ? { end: true } : { text: arrival.text ?? '' }
        try {
          for (const ready of sequencer.push(arrival.stream ?? 'a', arrival.seq, item)) {
            if ('text' in ready) text += ready.text
          }
        } catch (thrown) {
          error = thrown instanceof ChatError ? thrown.code : String(thrown)
        }
      }
      if (error !== null) break
      expect(expected.text.startsWith(text)).toBe(true)
      expect(sequencer.heldBack.length).toBeLessThanOrEqual(settings.windowFrames)
    }
    sequencer.close()
    const { duplicatesDropped, conflicts, lateIgnored, otherStreamIgnored } = sequencer.counts
    expect({
      text,
      complete: sequencer.ended,
      duplicatesDropped,
      conflicts,
      resumeAfter,
      lateIgnored,
      otherStreamIgnored,
      error,
      heldBack: sequencer.heldBack,
    }).toEqual(expected)
    expect(clock.pending).toBe(0)
  })
})

test('hands out a prefix of the stream at every moment, whatever arrives when', async () => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 300 : 5000
  for (let seed = 0; seed < rounds; seed++) {
    const random = seededRandom(seed)
    const length = 1 + Math.floor(random() * 60)
    const clock = manualClock()
    const sequencer = createSequencer<number>({
      stream: 's',
      isEnd: (item) => item === length - 1,
      clock,
      onGap: () => undefined,
    })
    const shown: number[] = []
    // Everything arrives at least once, in any order, with repeats and strays between.
    const arrivals = Array.from({ length }, (_, n) => n).toSorted(() => random() - 0.5)
    for (let extra = 0; extra < length; extra++) {
      arrivals.splice(Math.floor(random() * arrivals.length), 0, Math.floor(random() * length))
    }
    for (const n of arrivals) {
      shown.push(...sequencer.push(random() < 0.1 ? 'other' : 's', n, n))
      expect(shown).toEqual(Array.from({ length: shown.length }, (_, index) => index))
    }
    for (let n = 0; n < length; n++) shown.push(...sequencer.push('s', n, n))
    expect(shown.length).toBe(length)
    sequencer.close()
    expect(clock.pending).toBe(0)
  }
})

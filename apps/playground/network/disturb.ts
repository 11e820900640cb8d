import type { Random } from '@millrace/protocol'

/** How likely each event of an answer meets with something: shares from 0 to 1. */
export interface Faults {
  readonly dropShare: number
  readonly repeatShare: number
  /** It lets the next one pass. */
  readonly swapShare: number
  /** The connection breaks in the middle of it. */
  readonly cutShare: number
}

/** What became of one event. */
export type Fate = 'delivered' | 'repeated' | 'swapped' | 'dropped' | 'cut'

export interface Disturbance<Event> {
  /** What happened because of this event, in order. After `cut` nothing may follow. */
  readonly outcomes: readonly Outcome<Event>[]
  /** An event that lets the next one pass: to be handed in with it. */
  readonly waiting: Event | undefined
}

export interface Outcome<Event> {
  readonly event: Event
  readonly fate: Fate
}

/**
 * What a bad network does to one event. Pure, but for four numbers that it draws whatever happens: another chance of
 * one fault leaves all others where they were.
 * @param waiting - The event before it, where that one waits to be passed.
 */
export function disturb<Event>(
  event: Event,
  waiting: Event | undefined,
  faults: Faults,
  random: Random,
): Disturbance<Event> {
  const [cuts, drops, repeats, swaps] = [random(), random(), random(), random()]
  if (cuts < faults.cutShare) {
    const lost = waiting === undefined ? [] : [{ event: waiting, fate: 'dropped' } as const]
    return { outcomes: [...lost, { event, fate: 'cut' }], waiting: undefined }
  }
  if (drops < faults.dropShare) return { outcomes: [{ event, fate: 'dropped' }], waiting }
  if (waiting === undefined && swaps < faults.swapShare) return { outcomes: [], waiting: event }
  const arrives = { event, fate: waiting === undefined ? 'delivered' : 'swapped' } as const
  const again = repeats < faults.repeatShare ? [{ event, fate: 'repeated' } as const] : []
  const passed = waiting === undefined ? [] : [{ event: waiting, fate: 'swapped' } as const]
  return { outcomes: [arrives, ...again, ...passed], waiting: undefined }
}

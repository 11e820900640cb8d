import { seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { disturb, type Fate, type Faults } from './disturb.ts'

const none: Faults = { dropShare: 0, repeatShare: 0, swapShare: 0, cutShare: 0 }

/** Sends the numbers 0 to `count - 1` and tells what became of each, in order. */
function send(count: number, faults: Partial<Faults>, seed = 1): readonly [number, Fate][] {
  const random = seededRandom(seed)
  const fates: [number, Fate][] = []
  let waiting: number | undefined
  for (let n = 0; n < count; n++) {
    const disturbance = disturb(n, waiting, { ...none, ...faults }, random)
    for (const { event, fate } of disturbance.outcomes) fates.push([event, fate])
    ;({ waiting } = disturbance)
    if (fates.at(-1)?.[1] === 'cut') break
  }
  return fates
}

test('leaves a stream alone where nothing is to go wrong', () => {
  expect(send(3, {})).toEqual([
    [0, 'delivered'],
    [1, 'delivered'],
    [2, 'delivered'],
  ])
})

test('drops each event where all are to be dropped', () => {
  expect(send(2, { dropShare: 1 })).toEqual([
    [0, 'dropped'],
    [1, 'dropped'],
  ])
})

test('sends each event twice where all are to be repeated', () => {
  expect(send(2, { repeatShare: 1 })).toEqual([
    [0, 'delivered'],
    [0, 'repeated'],
    [1, 'delivered'],
    [1, 'repeated'],
  ])
})

test('lets each event be passed by its neighbour where all are to be swapped', () => {
  expect(send(4, { swapShare: 1 })).toEqual([
    [1, 'swapped'],
    [0, 'swapped'],
    [3, 'swapped'],
    [2, 'swapped'],
  ])
})

test('loses what waits to be passed when the connection breaks', () => {
  const random = seededRandom(1)
  const { waiting } = disturb('a', undefined, { ...none, swapShare: 1 }, random)
  expect(disturb('b', waiting, { ...none, cutShare: 1 }, random)).toEqual({
    outcomes: [
      { event: 'a', fate: 'dropped' },
      { event: 'b', fate: 'cut' },
    ],
    waiting: undefined,
  })
})

test('does the same for the same seed, and to the same events when another fault is added', () => {
  const faults = { dropShare: 0.2, repeatShare: 0.2 }
  expect(send(50, faults, 7)).toEqual(send(50, faults, 7))
  expect(send(50, faults, 7)).not.toEqual(send(50, faults, 8))
  const dropped = (fates: readonly [number, Fate][]) =>
    fates.filter(([, fate]) => fate === 'dropped').map(([n]) => n)
  expect(dropped(send(50, { dropShare: 0.2 }, 7))).toEqual(dropped(send(50, faults, 7)))
})

test('loses, invents and reorders nothing beyond what it says', () => {
  const faults = { dropShare: 0.1, repeatShare: 0.1, swapShare: 0.3 }
  for (let seed = 0; seed < 200; seed++) {
    const fates = send(40, faults, seed)
    const first = fates.filter(([, fate]) => fate !== 'repeated').map(([n]) => n)
    expect(new Set(first).size).toBe(first.length)
    // All are there, but for one that still waits to be passed.
    expect(first.length).toBeGreaterThanOrEqual(39)
  }
})

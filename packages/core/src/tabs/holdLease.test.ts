import { type Clock, wait } from '@millrace/protocol'
import { type ManualClock, manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { memoryRecords, type MemoryRecords } from './fixtures/memoryRecords.ts'
import { mortalTab } from './fixtures/mortalTab.ts'
import { holdLease, type LeaseOptions } from './holdLease.ts'

const key = 'lease:sending'
const startMs = 1_700_000_000_000

interface Made {
  readonly clock: ManualClock
  readonly records: MemoryRecords
  readonly options: LeaseOptions
}

function made(pause?: (clock: ManualClock) => Promise<void>): Made {
  const clock = manualClock(startMs)
  const records = memoryRecords(pause === undefined ? undefined : () => pause(clock))
  let ids = 0
  const newId = (): string => `holder-${++ids}`
  return { clock, records, options: { name: 'sending', records, clock, newId, random: () => 0 } }
}

/** Work that lasts until it is ended, and tells how far it is. */
function work(options: LeaseOptions, signal?: AbortSignal) {
  let end: (result: string) => void = () => undefined
  let fail: (cause: Error) => void = () => undefined
  const ended = new Promise<string>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  let given: AbortSignal | undefined
  const result = holdLease(
    (own) => {
      given = own
      return ended
    },
    options,
    signal,
  )
  let state: 'waiting' | 'done' | 'failed' = 'waiting'
  result.then(
    () => (state = 'done'),
    () => (state = 'failed'),
  )
  return {
    result,
    end,
    fail,
    get state() {
      return given === undefined || state !== 'waiting' ? state : 'working'
    },
    get aborted() {
      return given?.aborted
    },
  }
}

describe('a free lease', () => {
  test('is taken at once, renewed every third of its length, and given back at the end', async () => {
    const { clock, records, options } = made()
    const first = work(options)
    await clock.advance(0)
    expect(first.state).toBe('working')
    expect(records.values.get(key)).toEqual({ holder: 'holder-1', until: startMs + 5000 })
    await clock.advance(1667)
    expect(records.values.get(key)).toMatchObject({ until: expect.closeTo(startMs + 6667, 0) })
    await clock.advance(600_000)
    expect(first.aborted).toBe(false)
    first.end('sent')
    expect(await first.result).toBe('sent')
    expect([...records.values.keys()]).toEqual([])
    expect(clock.pending).toBe(0)
  })

  test('is given back when the work fails, also at once, and the failure is passed on', async () => {
    const { clock, records, options } = made()
    const first = work(options)
    await clock.advance(0)
    first.fail(new Error('no'))
    await expect(first.result).rejects.toThrow('no')
    const thrown = holdLease(() => {
      throw new Error('at once')
    }, options)
    await expect(thrown).rejects.toThrow('at once')
    expect([records.values.size, clock.pending]).toEqual([0, 0])
  })

  test.each([
    ['nothing', null],
    ['a number', 7],
    ['without a holder', { until: 9e15 }],
    ['of a holder that is none', { holder: {}, until: 9e15 }],
    ['that ends as text', { holder: 'x', until: '9999999999999' }],
    ['that never ends', { holder: 'x', until: Infinity }],
    ['that ends at no time', { holder: 'x', until: NaN }],
    ['that has run out', { holder: 'x', until: startMs - 1 }],
  ])('is also what is stored as one %s', async (_, stored) => {
    const { clock, records, options } = made()
    records.values.set(key, stored)
    const first = work(options)
    await clock.advance(0)
    expect(first.state).toBe('working')
    first.end('')
    await first.result
  })
})

describe('a lease that somebody has', () => {
  test('is waited for, and taken within half a second after it was given back', async () => {
    const { clock, options } = made()
    const [first, second] = [work(options), work({ ...options, random: () => 0.99 })]
    await clock.advance(60_000)
    expect([first.state, second.state]).toEqual(['working', 'waiting'])
    first.end('')
    await clock.advance(500)
    expect([first.state, second.state]).toEqual(['done', 'working'])
    second.end('')
    await second.result
    expect(clock.pending).toBe(0)
  })

  test('is free 5 s after its tab died (T-36)', async () => {
    const { clock, records, options } = made()
    const tab = mortalTab(clock, records)
    const first = work({ ...options, clock: tab.clock, records: tab.records })
    const second = work(options)
    await clock.advance(10_000)
    expect([first.state, second.state]).toEqual(['working', 'waiting'])
    tab.die()
    // What is left of the last renewal may be little, and the next look is up to a quarter of a second away.
    await clock.advance(3000)
    expect(second.state).toBe('waiting')
    await clock.advance(2600)
    expect(second.state).toBe('working')
    second.end('')
    await second.result
  })

  test('is waited for no longer when the signal aborts, and nothing is left behind', async () => {
    const { clock, options } = made()
    const first = work(options)
    const controller = new AbortController()
    const second = work(options, controller.signal)
    await clock.advance(1000)
    controller.abort(new Error('left'))
    await expect(second.result).rejects.toThrow('left')
    first.end('')
    await first.result
    expect(clock.pending).toBe(0)
    await expect(work(options, controller.signal).result).rejects.toThrow('left')
  })

  test('is given back at once when it comes after the signal has aborted', async () => {
    const { clock, records, options } = made((own) => wait(own, 1000))
    const controller = new AbortController()
    const late = work(options, controller.signal)
    await clock.advance(1500)
    expect(records.values.has(key)).toBe(true)
    controller.abort(new Error('left'))
    // Not when the step has been made.
    await expect(late.result).rejects.toThrow('left')
    await clock.advance(3000)
    expect([records.values.size, clock.pending, late.state]).toEqual([0, 0, 'failed'])
  })

  test('fails whoever waits for it when the records do', async () => {
    const { clock, records, options } = made()
    const update = (): Promise<never> => Promise.reject(new Error('no database'))
    const first = work({ ...options, records: { ...records, update } })
    await expect(first.result).rejects.toThrow('no database')
    expect(clock.pending).toBe(0)
  })
})

describe('the signal of the work aborts', () => {
  test('with the one that was given, and the lease is held until the work has settled', async () => {
    const { clock, records, options } = made()
    const controller = new AbortController()
    const first = work(options, controller.signal)
    await clock.advance(0)
    controller.abort()
    expect([first.aborted, first.state]).toEqual([true, 'working'])
    await clock.advance(60_000)
    expect(records.values.get(key)).toMatchObject({ holder: 'holder-1' })
    first.end('what was done')
    expect(await first.result).toBe('what was done')
  })

  test.each([
    ['is somebody else’s', { holder: 'other', until: startMs + 9000 }],
    ['was taken out', undefined],
  ])('at the next renewal when the lease %s, and nobody else loses it (T-36)', async (_, other) => {
    const { clock, records, options } = made()
    const first = work(options)
    await clock.advance(1000)
    if (other === undefined) records.values.delete(key)
    else records.values.set(key, other)
    expect(first.aborted).toBe(false)
    await clock.advance(1000)
    expect([first.aborted, first.state]).toEqual([true, 'working'])
    first.end('what was done')
    expect(await first.result).toBe('what was done')
    expect(records.values.get(key)).toEqual(other)
    expect(clock.pending).toBe(0)
  })

  test('before anybody else may have it when it cannot be renewed in time', async () => {
    const { clock, records, options } = made()
    let broken = false
    const update: MemoryRecords['update'] = async (keys, change) => {
      if (broken) throw new Error('no database')
      return await records.update(keys, change)
    }
    const first = work({ ...options, records: { ...records, update } })
    await clock.advance(1000)
    broken = true
    await clock.advance(1000)
    broken = false
    // One that failed is made up for.
    await clock.advance(60_000)
    expect(first.aborted).toBe(false)
    broken = true
    const second = work(options)
    await clock.advance(4500)
    expect([first.aborted, second.state]).toEqual([true, 'waiting'])
    await clock.advance(1500)
    expect(second.state).toBe('working')
    // It cannot be given back either, and ends all the same.
    first.end('what was done')
    expect(await first.result).toBe('what was done')
    second.end('')
    await second.result
    expect(clock.pending).toBe(0)
  })

  test('not when one step took as long as the lease: it is taken once more before the work begins', async () => {
    let pauseMs = 4000
    const { clock, records, options } = made((own) => wait(own, pauseMs))
    const first = work(options)
    await clock.advance(6000)
    expect([records.values.has(key), first.state]).toEqual([true, 'waiting'])
    pauseMs = 10
    await clock.advance(2500)
    expect([first.state, first.aborted]).toEqual(['working', false])
    // From 8 s on, when it was taken for the second time.
    expect(records.values.get(key)).toEqual({ holder: 'holder-1', until: startMs + 13_010 })
    await clock.advance(60_000)
    expect(first.aborted).toBe(false)
    first.end('')
    await clock.advance(100)
    expect([first.state, clock.pending]).toEqual(['done', 0])
  })
})

describe('a clock that is wrong (T-42)', () => {
  const dayMs = 86_400_000

  /** The clock, wrong by as much as it is told from now on. Its timers are right. */
  function wrong(clock: Clock): { clock: Clock; byMs: number } {
    const own = { byMs: 0, clock: { ...clock, now: () => clock.now() + own.byMs } }
    return own
  }

  test('gives no lease away that is renewed, however often it jumps', async () => {
    const { clock, records, options } = made()
    const time = wrong(clock)
    const [first, second] = [1, 2].map(() => work({ ...options, clock: time.clock }))
    for (const byMs of [dayMs, -dayMs, 0, 10 * dayMs, -3 * dayMs, 1, -1]) {
      time.byMs = byMs
      await clock.advance(7000)
      expect([first?.state, first?.aborted, second?.state]).toEqual(['working', false, 'waiting'])
    }
    first?.end('')
    await clock.advance(500)
    expect(second?.state).toBe('working')
    expect(records.values.get(key)).toMatchObject({ holder: 'holder-2' })
    second?.end('')
    await second?.result
  })

  test('holds nobody up for more than the length of a lease that a dead tab left for years to come', async () => {
    const { clock, records, options } = made()
    records.values.set(key, { holder: 'dead', until: startMs + 1000 * dayMs })
    const first = work(options)
    await clock.advance(4900)
    expect(first.state).toBe('waiting')
    await clock.advance(600)
    expect(first.state).toBe('working')
    expect(records.values.get(key)).toMatchObject({ holder: 'holder-1' })
    first.end('')
    await first.result
  })

  test('costs the holder its lease when another tab comes right after a jump', async () => {
    const { clock, options } = made()
    const time = wrong(clock)
    const first = work({ ...options, clock: time.clock })
    await clock.advance(2000)
    time.byMs = dayMs
    const second = work({ ...options, clock: time.clock })
    await clock.advance(0)
    expect(second.state).toBe('working')
    await clock.advance(1667)
    expect([first.aborted, second.aborted]).toEqual([true, false])
    first.end('')
    await first.result
    await clock.advance(60_000)
    expect(second.aborted).toBe(false)
    second.end('')
    await second.result
  })

  test('a tab that slept comes back to a lease that is not its own any more', async () => {
    const { clock, records, options } = made()
    const tab = mortalTab(clock, records)
    const first = work({ ...options, clock: tab.clock, records: tab.records })
    await clock.advance(1000)
    tab.freeze()
    const second = work(options)
    await clock.advance(3_600_000)
    expect([second.state, first.aborted]).toEqual(['working', false])
    tab.thaw()
    expect(first.aborted).toBe(true)
    first.end('')
    await first.result
    await clock.advance(60_000)
    expect([second.state, second.aborted]).toEqual(['working', false])
    second.end('')
    await second.result
  })
})

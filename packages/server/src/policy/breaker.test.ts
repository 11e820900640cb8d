import { describe, expect, test } from 'vitest'
import {
  admit,
  type Breaker,
  type CallResult,
  closedBreaker,
  settle,
  usualBreakerLimits,
} from './breaker.ts'

const limits = usualBreakerLimits

/** A breaker in the hand: calls settle one after the other at the times given. */
function inHand() {
  let breaker: Breaker = closedBreaker
  let now = 0
  return {
    get state() {
      return breaker.state
    },
    get breaker() {
      return breaker
    },
    at(ms: number) {
      now = ms
    },
    /** A call, admitted or not. */
    call(result: CallResult): boolean {
      const asked = admit(breaker, now)
      breaker = asked.breaker
      if (!asked.admitted) return false
      breaker = settle(
        breaker,
        { generation: breaker.generation, result },
        { now, jitter: 0.5 },
        limits,
      )
      return true
    },
    /** A call that begins now and settles when told. */
    begin(): (result: CallResult) => void {
      breaker = admit(breaker, now).breaker
      const { generation } = breaker
      return (result) => {
        breaker = settle(breaker, { generation, result }, { now, jitter: 0.5 }, limits)
      }
    },
  }
}

describe('closed', () => {
  test('opens at the fifth failure in a row, not before', () => {
    const hand = inHand()
    for (let n = 0; n < 4; n++) hand.call('failed')
    expect(hand.state).toBe('closed')
    hand.call('failed')
    expect(hand.state).toBe('open')
  })

  test('a success between starts the row anew', () => {
    const hand = inHand()
    for (let n = 0; n < 4; n++) hand.call('failed')
    hand.call('ok')
    for (let n = 0; n < 4; n++) hand.call('failed')
    expect(hand.state).toBe('closed')
  })

  test('opens when half of ten calls failed within 30 s', () => {
    const hand = inHand()
    for (let n = 0; n < 4; n++) {
      hand.call('ok')
      hand.call('failed')
    }
    hand.call('ok')
    expect(hand.state).toBe('closed')
    hand.call('failed')
    expect(hand.state).toBe('open')
  })

  test('what is older than the window counts no more, also after an hour of silence', () => {
    const hand = inHand()
    for (let n = 0; n < 4; n++) {
      hand.call('failed')
      hand.call('ok')
    }
    hand.at(3_600_000)
    for (let n = 0; n < 4; n++) hand.call('failed')
    expect(hand.state).toBe('closed')
  })

  test('refusals and stops tell nothing', () => {
    const hand = inHand()
    for (let n = 0; n < 50; n++) hand.call('neither')
    expect(hand.breaker).toEqual(closedBreaker)
  })

  test('a provider without credit is left alone for ten minutes at the first word of it', () => {
    const hand = inHand()
    hand.call('quota')
    hand.at(599_999)
    expect(hand.call('ok')).toBe(false)
    hand.at(600_000)
    expect(hand.call('ok')).toBe(true)
    expect(hand.state).toBe('closed')
  })
})

describe('open', () => {
  function opened() {
    const hand = inHand()
    for (let n = 0; n < 5; n++) hand.call('failed')
    return hand
  }

  test('refuses for 30 s, then lets one call through to see, the others not', () => {
    const hand = opened()
    hand.at(29_999)
    expect(hand.call('ok')).toBe(false)
    hand.at(30_000)
    const probe = hand.begin()
    expect(hand.state).toBe('probing')
    expect(hand.call('ok')).toBe(false)
    expect(hand.call('ok')).toBe(false)
    probe('ok')
    expect(hand.state).toBe('closed')
    expect(hand.call('ok')).toBe(true)
  })

  test('a failed probe doubles the wait, up to five minutes', () => {
    const hand = opened()
    let at = 30_000
    for (const waitMs of [60_000, 120_000, 240_000, 300_000, 300_000]) {
      hand.at(at)
      expect(hand.call('failed')).toBe(true)
      hand.at(at + waitMs - 1)
      expect(hand.call('ok')).toBe(false)
      at += waitMs
    }
  })

  test('a probe that was stopped lets the next one look at once', () => {
    const hand = opened()
    hand.at(30_000)
    hand.call('neither')
    expect(hand.call('ok')).toBe(true)
    expect(hand.state).toBe('closed')
  })

  test('calls that began before tell nothing any more', () => {
    const hand = inHand()
    const late = [hand.begin(), hand.begin(), hand.begin()]
    for (let n = 0; n < 5; n++) hand.call('failed')
    late[0]?.('ok')
    expect(hand.state).toBe('open')
    hand.at(30_000)
    const probe = hand.begin()
    late[1]?.('failed')
    expect(hand.state).toBe('probing')
    probe('ok')
    late[2]?.('failed')
    expect(hand.breaker).toMatchObject({ state: 'closed', inARow: 0 })
  })

  test('after it has closed, the wait begins at 30 s again', () => {
    const hand = opened()
    hand.at(30_000)
    hand.call('failed')
    hand.at(90_000)
    hand.call('ok')
    for (let n = 0; n < 5; n++) hand.call('failed')
    hand.at(120_000)
    expect(hand.call('ok')).toBe(true)
  })
})

test('the wait is spread by a fifth either way', () => {
  const spread = [0, 0.5, 1].map((jitter) => {
    let breaker = closedBreaker
    for (let n = 0; n < 5; n++) {
      breaker = settle(breaker, { generation: 0, result: 'failed' }, { now: 0, jitter }, limits)
    }
    return breaker.state === 'open' ? breaker.until : 0
  })
  expect(spread).toEqual([24_000, 30_000, 36_000])
})

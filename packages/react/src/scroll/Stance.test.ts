import { describe, expect, test } from 'vitest'
import type { ScrollBox } from './ScrollBox.ts'
import { atEnd, type Held, nextHeld, type ScrollEvent } from './Stance.ts'

function box(topPx: number, contentPx = 2000, heightPx = 500): ScrollBox {
  return { topPx, contentPx, heightPx }
}

function scrolled(from: number, to: number, contentPx = 2000): ScrollEvent {
  return { type: 'scrolled', before: box(from), now: box(to, contentPx), atMs: 100 }
}

function after(...events: readonly ScrollEvent[]): Held {
  return events.reduce(nextHeld, atEnd)
}

const pinned: ScrollEvent = { type: 'pinned', messageId: 'q' }

describe('a view that follows', () => {
  test('is left by three pixels up, in one step or in many', () => {
    expect(after(scrolled(1500, 1497)).stance.kind).toBe('free')
    expect(after(scrolled(1500, 1498)).stance.kind).toBe('following')
    expect(after(scrolled(1500, 1498.5), scrolled(1498.5, 1497)).stance.kind).toBe('free')
  })

  test('is not left by a tremble that goes both ways', () => {
    const held = after(scrolled(1500, 1498), scrolled(1498, 1500), scrolled(1500, 1498))
    expect(held.stance.kind).toBe('following')
  })

  test('is left by a wish to go up before anything has moved', () => {
    expect(after({ type: 'wished', atMs: 0, wish: 'up', now: box(1500) }).stance.kind).toBe('free')
  })

  test('is not left by a wish to go down', () => {
    const held = after({ type: 'wished', atMs: 0, wish: 'down', now: box(1500) })
    expect(held.stance.kind).toBe('following')
  })

  test('is not left by that wish where nothing can be scrolled', () => {
    expect(after({ type: 'wished', atMs: 0, wish: 'up', now: box(0, 400) }).stance.kind).toBe(
      'following',
    )
  })

  test('is not left by what we or the browser moved', () => {
    expect(after(scrolled(1500, 1500.05)).stance.kind).toBe('following')
    // The content has become shorter: the end is higher now.
    expect(after(scrolled(1500, 1200, 1700)).stance.kind).toBe('following')
  })
})

describe('a view that was left', () => {
  const left = scrolled(1500, 1000)

  test('comes back near the end, moving down, and nowhere else', () => {
    expect(after(left, scrolled(1000, 1451)).stance.kind).toBe('free')
    expect(after(left, scrolled(1000, 1452)).stance.kind).toBe('following')
  })

  test('does not come back because the content ends there now', () => {
    expect(after(left, scrolled(1000, 600, 1100)).stance.kind).toBe('free')
    expect(after(left, { type: 'resized', now: box(1000, 1500) }).stance.kind).toBe('free')
  })

  test('comes back to an end that came up to meet the user, who had wished to go down', () => {
    const met = scrolled(1400, 600, 1100)
    const wished = (atMs: number): ScrollEvent => ({
      type: 'wished',
      wish: 'down',
      now: box(1000),
      atMs,
    })
    expect(after(left, wished(0), met).stance.kind).toBe('following')
    expect(after(left, wished(-2000), met).stance.kind).toBe('free')
  })

  test('comes back with a wish to go down where the end is', () => {
    const wish: ScrollEvent = { type: 'wished', wish: 'down', now: box(1490), atMs: 0 }
    expect(after(scrolled(1500, 1490), wish).stance.kind).toBe('following')
  })

  test('a small way up within what is near the end is not taken back', () => {
    expect(after(scrolled(1500, 1480)).stance.kind).toBe('free')
    expect(after(scrolled(1500, 1480), { type: 'resized', now: box(1480, 2100) }).away).toBe(false)
  })

  test('the end is out of sight from 200 pixels, and in sight again from 60', () => {
    expect(after(scrolled(1500, 1301)).away).toBe(false)
    expect(after(scrolled(1500, 1299)).away).toBe(true)
    expect(after(scrolled(1500, 1299), scrolled(1299, 1430)).away).toBe(true)
    expect(after(scrolled(1500, 1299), scrolled(1299, 1441)).away).toBe(false)
  })

  test('a low view shows sooner that the end is out of sight', () => {
    const low: ScrollEvent = {
      type: 'scrolled',
      before: box(1900, 2000, 100),
      now: box(1840, 2000, 100),
      atMs: 100,
    }
    expect(after(low).away).toBe(true)
  })

  test('the way to the end leads back', () => {
    expect(after(left, { type: 'to-end' })).toBe(atEnd)
  })
})

describe('a pinned question', () => {
  test('stays while its answer grows, and tells when the end is out of sight', () => {
    const held = after(pinned, { type: 'resized', now: box(1500, 2150) })
    expect(held.stance).toEqual({ kind: 'pinned', messageId: 'q' })
    expect(held.away).toBe(false)
    expect(after(pinned, { type: 'resized', now: box(1500, 2300) }).away).toBe(true)
  })

  test.each([
    ['up', scrolled(1200, 1100)],
    ['down', scrolled(1000, 1100)],
  ])('is left by the user on his way %s', (_, event) => {
    expect(after(pinned, event).stance.kind).toBe('free')
  })

  test.each(['up', 'down'] as const)('is left by a wish to go %s', (wish) => {
    expect(after(pinned, { type: 'wished', atMs: 0, wish, now: box(1200) }).stance.kind).toBe(
      'free',
    )
  })

  test('who goes on to the end follows it', () => {
    expect(after(pinned, scrolled(1000, 1500)).stance.kind).toBe('following')
  })
})

test('what was brought into view stays there; the end stays the end', () => {
  expect(after({ type: 'placed', now: box(700) }).stance.kind).toBe('free')
  expect(after({ type: 'placed', now: box(1500) }).stance.kind).toBe('following')
  const left = scrolled(1500, 1000)
  expect(after(left, { type: 'placed', now: box(1500) }).stance.kind).toBe('free')
})

test('a view that is not on the screen tells nothing', () => {
  const held = after(scrolled(1500, 1000))
  expect(nextHeld(held, { type: 'resized', now: box(0, 0, 0) })).toBe(held)
})

describe('a view at the beginning', () => {
  const home: ScrollEvent = { type: 'to-beginning', first: 'm0', now: box(0) }

  test('is left by whoever moves down, by whatever means, and by who is led elsewhere', () => {
    expect(after(home).stance).toEqual({ kind: 'beginning', first: 'm0' })
    expect(after(home, scrolled(0, 10)).stance.kind).toBe('free')
    expect(after(home, { type: 'wished', atMs: 0, wish: 'down', now: box(0) }).stance.kind).toBe(
      'free',
    )
    expect(after(home, { type: 'placed', now: box(300) }).stance.kind).toBe('free')
    expect(after(home, { type: 'to-end' }).stance.kind).toBe('following')
  })

  test('is not left by what is measured there', () => {
    expect(after(home, { type: 'resized', now: box(0, 2400) }).stance.kind).toBe('beginning')
  })

  test('is at the end as well where all is in sight', () => {
    expect(after({ ...home, now: box(0, 400) }).stance.kind).toBe('following')
  })
})

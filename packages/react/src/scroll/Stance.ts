import { belowPx, furthestTopPx, type ScrollBox } from './ScrollBox.ts'
import { whoScrolled } from './whoScrolled.ts'
import type { Wish } from './wishes.ts'

/** How the view is held while what is in it changes. */
export type Stance =
  /** At the end, wherever that goes. */
  | { readonly kind: 'following' }
  /** A question at the top, with room for its answer below. */
  | { readonly kind: 'pinned'; readonly messageId: string }
  /**
   * At the very beginning, whatever stands there turns out to measure. `first` is the message there once it is mounted:
   * when a page comes in front of it, it is the beginning no longer.
   */
  | { readonly kind: 'beginning'; readonly first: string | undefined }
  /** Where the user put it: what he sees stays where it is. */
  | { readonly kind: 'free' }

/** How the view is held, and what is known of where the user wants it. */
export interface Held {
  readonly stance: Stance
  /** How far the user moved up since he last moved down, in pixels. */
  readonly driftPx: number
  /** Whether the end is out of sight. */
  readonly away: boolean
  /** When the user last wished to go down, in milliseconds. */
  readonly downAtMs: number
}

/** What happened. `atMs` is when, by any clock that does not go back. */
export type ScrollEvent =
  | {
      readonly type: 'scrolled'
      readonly before: ScrollBox
      readonly now: ScrollBox
      readonly atMs: number
    }
  /** A wheel or a key that leads up or down: the user wants to go there, and nothing has moved yet. */
  | {
      readonly type: 'wished'
      readonly wish: Wish
      readonly now: ScrollBox
      readonly atMs: number
    }
  | { readonly type: 'resized'; readonly now: ScrollBox }
  | { readonly type: 'placed'; readonly now: ScrollBox }
  | { readonly type: 'to-end' }
  | {
      readonly type: 'to-beginning'
      readonly first: string | undefined
      readonly now: ScrollBox
    }
  | { readonly type: 'pinned'; readonly messageId: string }

/** Less than a finger's tremble is no wish to leave. */
const driftsAtPx = 3
/** Who comes this near to the end, moving down, is back. */
const backAtPx = 48
/** The end is out of sight from here on, and in sight again from there: between them it stays what it was. */
const awayFromPx = 200
const nearFromPx = 60

/** For so long a wish to go down explains where the view is: a glide of the browser's own takes that long. */
const wishLastsMs = 1000

export const atEnd: Held = {
  stance: { kind: 'following' },
  driftPx: 0,
  away: false,
  downAtMs: -Infinity,
}

const free: Stance = { kind: 'free' }

/** How the view is held after something happened. The same value where nothing changed. */
export function nextHeld(held: Held, event: ScrollEvent): Held {
  switch (event.type) {
    case 'scrolled':
      return afterScroll(held, event)
    case 'wished':
      return afterWish(held, event)
    case 'resized':
      return withAway(held, event.now)
    case 'placed': {
      // A place that happens to be the end is the end only for who was there.
      const stays = held.stance.kind === 'following' && belowPx(event.now) < 2
      return withAway(stays ? held : { ...held, stance: free, driftPx: 0 }, event.now)
    }
    case 'to-end':
      return atEnd
    case 'to-beginning':
      return atBeginning(held, event)
    case 'pinned':
      return { ...atEnd, stance: { kind: 'pinned', messageId: event.messageId } }
  }
}

function atBeginning(held: Held, { first, now }: Happened<'to-beginning'>): Held {
  // Where all is in sight the end is, too.
  if (furthestTopPx(now) === 0) return held
  if (held.stance.kind === 'beginning' && held.stance.first === first) return held
  return { ...held, stance: { kind: 'beginning', first }, driftPx: 0 }
}

function afterWish(held: Held, { wish, now, atMs }: Happened<'wished'>): Held {
  // Where nothing can be scrolled, a turn of the wheel means nothing.
  if (furthestTopPx(now) === 0) return held
  if (wish === 'up') {
    return withAway({ ...held, stance: free, driftPx: 0, downAtMs: -Infinity }, now)
  }
  const stance = belowPx(now) <= backAtPx ? atEnd.stance : movedFrom(held.stance)
  return withAway({ ...held, stance, driftPx: 0, downAtMs: atMs }, now)
}

function afterScroll(held: Held, { before, now, atMs }: Happened<'scrolled'>): Held {
  const who = whoScrolled(before, now)
  const isBack = belowPx(now) <= backAtPx
  if (who !== 'user') {
    // What he went down to has become shorter meanwhile.
    const wished = who === 'browser' && isBack && atMs - held.downAtMs < wishLastsMs
    // Where the end is now is told once the view is where it belongs.
    return wished ? { ...held, stance: atEnd.stance } : held
  }
  const upPx = before.topPx - now.topPx
  if (upPx < 0) {
    const stance = isBack ? atEnd.stance : movedFrom(held.stance)
    return withAway({ ...held, stance, driftPx: 0 }, now)
  }
  const driftPx = held.driftPx + upPx
  const stance = driftPx >= driftsAtPx ? free : held.stance
  return withAway({ ...held, stance, driftPx }, now)
}

type Happened<Type extends ScrollEvent['type']> = Extract<ScrollEvent, { readonly type: Type }>

/** Who moves down while he follows goes where he is going anyway; who moves on from any other place reads on. */
function movedFrom(stance: Stance): Stance {
  return stance.kind === 'following' ? stance : free
}

function withAway(held: Held, now: ScrollBox): Held {
  if (now.heightPx === 0) return held
  const below = belowPx(now)
  // A view that is low shows the end sooner.
  const from = held.away ? nearFromPx : Math.min(awayFromPx, now.heightPx / 2)
  const away = held.stance.kind !== 'following' && below > from
  return away === held.away ? held : { ...held, away }
}

import { furthestTopPx, type ScrollBox } from './ScrollBox.ts'

/** Who moved the view: we by writing a place, the browser because there is less to show, or else the user. */
export type Mover = 'us' | 'browser' | 'user'

/**
 * Tells who scrolled. What has no cause is the user's: keys, wheels and touch, a scroll bar, find in page, a screen
 * reader, the focus that went to something out of sight.
 * @param before - The scroller as it was last known: as we left it, if we moved it.
 */
export function whoScrolled(before: ScrollBox, now: ScrollBox): Mover {
  // A glide begins with fractions of a pixel: they count.
  if (Math.abs(now.topPx - before.topPx) < 0.1) return 'us'
  const end = furthestTopPx(now)
  // What was shown is no longer there: the browser goes as far as it can.
  return end < before.topPx && end - now.topPx < 2 ? 'browser' : 'user'
}

/** What a scroller shows of what is in it. All in CSS pixels. */
export interface ScrollBox {
  /** How far it is scrolled: between 0 and `furthestTopPx`. */
  readonly topPx: number
  /** How much it shows at once; 0 while it is not on the screen. */
  readonly heightPx: number
  /** How high what is in it is. */
  readonly contentPx: number
}

/** How far it can be scrolled. */
export function furthestTopPx({ heightPx, contentPx }: ScrollBox): number {
  return Math.max(0, contentPx - heightPx)
}

/** How much there is below what is shown. */
export function belowPx(box: ScrollBox): number {
  return furthestTopPx(box) - box.topPx
}

/** Reads a scroller. What a touch screen shows beyond its ends, while it springs back, is no place in it. */
export function readBox({ scrollTop, clientHeight, scrollHeight }: Element): ScrollBox {
  const box = { heightPx: clientHeight, contentPx: scrollHeight }
  const furthest = furthestTopPx({ topPx: 0, ...box })
  return { topPx: Math.max(0, Math.min(furthest, scrollTop)), ...box }
}

/** Whether nothing has changed. */
export function isSameBox(one: ScrollBox, other: ScrollBox): boolean {
  return (
    one.topPx === other.topPx &&
    one.heightPx === other.heightPx &&
    one.contentPx === other.contentPx
  )
}

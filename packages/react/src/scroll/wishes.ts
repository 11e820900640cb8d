/** Where the user wants to go in a scroller, before anything has moved. */
export type Wish = 'up' | 'down'

/** What a turn of the wheel wants of this scroller; undefined where it moves something that scrolls within it. */
export function wishOfWheel(event: WheelEvent, scroller: Element): Wish | undefined {
  // With Control it magnifies the page.
  if (event.ctrlKey || Math.abs(event.deltaY) <= Math.abs(event.deltaX)) return undefined
  return unlessWithin(event.target, scroller, event.deltaY < 0 ? 'up' : 'down')
}

/** What a key wants of this scroller. In a box for text keys move the cursor. */
export function wishOfKey(event: KeyboardEvent, scroller: Element): Wish | undefined {
  const { key, target } = event
  if (event.defaultPrevented || event.altKey || !(target instanceof HTMLElement)) return undefined
  if (target.isContentEditable || target.matches('textarea, input, select')) return undefined
  if (key === ' ' && !target.matches('button, summary, a')) {
    return unlessWithin(target, scroller, event.shiftKey ? 'up' : 'down')
  }
  const wish = keys[key]
  return wish === undefined ? undefined : unlessWithin(target, scroller, wish)
}

const keys: Readonly<Record<string, Wish>> = {
  ArrowUp: 'up',
  PageUp: 'up',
  Home: 'up',
  ArrowDown: 'down',
  PageDown: 'down',
  End: 'down',
}

/** Something between the target and the scroller may still be able to scroll that way itself. */
function unlessWithin(target: EventTarget | null, scroller: Element, wish: Wish): Wish | undefined {
  let element = target instanceof Element ? target : null
  for (; element !== null && element !== scroller; element = element.parentElement) {
    const { scrollTop, scrollHeight, clientHeight } = element
    const left = wish === 'up' ? scrollTop : scrollHeight - clientHeight - scrollTop
    if (left > 1 && /auto|scroll/.test(getComputedStyle(element).overflowY)) return undefined
  }
  return wish
}

/** Something on the screen, and where it was seen: it is to stay there. */
export interface Anchor {
  /** Innermost first: each stands for those before it when they go. */
  readonly places: readonly Place[]
}

interface Place {
  readonly node: Element | Text
  /** In a text: which letter. */
  readonly offset: number
  /** From the top of the view, in pixels. */
  readonly topPx: number
}

/**
 * Finds what the user reads: the first thing in the list that begins in view, down to a line of text. As deep as it
 * goes, so that a picture that comes late within a message moves nothing that is being read.
 */
export function findAnchor(scroller: Element, list: Element): Anchor | undefined {
  const { top, bottom } = scroller.getBoundingClientRect()
  const place = (node: Element | Text, offset = 0): Place => ({
    node,
    offset,
    topPx: topOf(node, offset) - top,
  })

  /** The way to what begins in view within an element, or undefined where nothing does. */
  function within(element: Element): Place[] | undefined {
    const rect = element.getBoundingClientRect()
    if (rect.height <= 1 || rect.bottom <= top || rect.top >= bottom) return undefined
    if (rect.top >= top) return isInFlow(element) ? [place(element)] : undefined
    for (const child of element.children) {
      const places = within(child)
      if (places !== undefined) return [...places, place(element)]
    }
    const line = lineIn(element, top)
    return line === undefined ? undefined : [place(...line), place(element)]
  }

  const first = firstBelow(list.children.length, top, (index) => bottomOf(list.children[index]))
  for (let index = first; index < list.children.length; index++) {
    const item = list.children[index]
    if (item === undefined || item.getBoundingClientRect().top >= bottom) break
    const places = within(item)
    if (places !== undefined) return { places }
  }
  // A picture that is higher than the view.
  const item = list.children[first]
  const covers = item !== undefined && topOf(item, 0) < top && bottomOf(item) > top
  return covers ? { places: [place(item)] } : undefined
}

/** How far what was seen has moved down; undefined where nothing is left of it. */
export function movedPx(scroller: Element, { places }: Anchor): number | undefined {
  const place = places.find(({ node, offset }) => node.isConnected && offset <= lengthOf(node))
  if (place === undefined) return undefined
  const { top } = scroller.getBoundingClientRect()
  return topOf(place.node, place.offset) - top - place.topPx
}

/** What floats above the text, or sticks to the top, says nothing of where the text is. */
function isInFlow(element: Element): boolean {
  const { position } = getComputedStyle(element)
  return position === 'static' || position === 'relative'
}

/** The first letter in an element that is below `top`: in the line there. */
function lineIn(element: Element, top: number): [Text, number] | undefined {
  const texts = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const text = node as Text
    const length = lengthOf(text)
    const offset = firstBelow(length, top, (at) => letterRect(text, at).bottom)
    if (offset < length) return [text, offset]
  }
  return undefined
}

/** The first of things one below the other that reaches below `top`; `count` where none does. */
function firstBelow(count: number, top: number, bottom: (index: number) => number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (bottom(middle) > top) high = middle
    else low = middle + 1
  }
  return low
}

function bottomOf(element: Element | undefined): number {
  return element?.getBoundingClientRect().bottom ?? 0
}

function topOf(node: Element | Text, offset: number): number {
  return node instanceof Element
    ? node.getBoundingClientRect().top
    : letterRect(node, Math.min(offset, lengthOf(node) - 1)).top
}

function lengthOf(node: Element | Text): number {
  return node instanceof Element ? 0 : node.data.length
}

function letterRect(text: Text, offset: number): DOMRect {
  const range = text.ownerDocument.createRange()
  range.setStart(text, Math.max(0, offset))
  range.setEnd(text, Math.min(offset + 1, text.data.length))
  return range.getBoundingClientRect()
}

import type { Region } from './createView.ts'

/** What F6 leads to, one after the other: a list of threads stands beside the chat, and knows nothing of its view. */
export type AnyRegion = Region | 'threads'

const order: readonly AnyRegion[] = ['composer', 'thread', 'threads']

/** The other regions, the next one first. */
export function regionsAfter(region: AnyRegion, backwards: boolean): readonly AnyRegion[] {
  const at = order.indexOf(region)
  const others = [...order.slice(at + 1), ...order.slice(0, at)]
  return backwards ? others.toReversed() : others
}

const within: Readonly<Record<AnyRegion, string>> = {
  composer: '[data-part=composer-input]',
  thread: '[data-part=thread-scroller]',
  // The thread that is shown, else the first, else what begins one.
  threads: '[data-part=thread-list] :is([data-part=thread-item-open], [data-part=thread-new])',
}

/**
 * Moves the focus to a region that stands beside this one in the page.
 * @returns false where there is none, or it is not shown.
 */
export function focusBeside(region: AnyRegion, from: Element): boolean {
  const root = from.getRootNode() as ParentNode
  const found = [...root.querySelectorAll<HTMLElement>(within[region])].filter((element) =>
    element.checkVisibility(),
  )
  const current = found.find((element) => element.ariaCurrent === 'true')
  const opener = found.find((element) => element.dataset['part'] !== 'thread-new')
  const element = current ?? opener ?? found[0]
  element?.focus({ preventScroll: region !== 'threads' })
  return element !== undefined
}

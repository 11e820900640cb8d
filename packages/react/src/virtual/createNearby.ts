import type { ChatStore } from '@millrace/core'
import type { Nearby, Scroll } from '../scroll/createScroll.ts'
import { selectionIn } from '../scroll/selectionIn.ts'
import type { View } from '../view/createView.ts'
import { createSizes } from './createSizes.ts'
import { isSamePlan, type Plan, planEnd, type PlannedItem } from './Plan.ts'

export interface NearbyOptions {
  readonly chat: ChatStore
  readonly scroll: Scroll
  readonly view: View
}

/** Plans what is mounted, and tells when that changes. */
export interface NearbyPlanner {
  /** What is to be mounted; undefined until it has been looked at what is. */
  plan(): Plan | undefined
  subscribe(listener: () => void): () => void
  /** Starts to follow the scroll. */
  start(): () => void
}

/** So many messages that the user has touched stay as he left them. */
const mostTouched = 8
/** Never less than this is mounted beyond what is seen, in pixels. */
const leastBeyondPx = 400

/** Makes the planner of one thread. Nothing is measured before it is started. */
export function createNearby({ chat, scroll, view }: NearbyOptions): NearbyPlanner {
  const sizes = createSizes()
  const listeners = new Set<() => void>()
  let ids: readonly string[] = []
  let plan: Plan | undefined
  /** What is mounted for being near: the first and the last of it. Without a last one, to the end. */
  let near: { readonly first: string | undefined; readonly last: string | undefined } = {
    first: undefined,
    last: undefined,
  }
  /** The messages that were touched last: what was opened in them stays open, what plays plays on. */
  let touched: readonly string[] = []
  let printing = false

  /** The same messages as before, at the places they have now. */
  function arrange(): void {
    const { messageIds } = chat.getState()
    if (messageIds === ids) return
    ids = messageIds
    sizes.arrange(ids)
  }

  function isEnd(last: number): boolean {
    return last >= ids.length - 1
  }

  function range(): readonly [first: number, last: number] {
    const { indexById } = chat.getState()
    const last = near.last === undefined ? ids.length - 1 : indexById.get(near.last)
    const first = near.first === undefined ? 0 : indexById.get(near.first)
    if (first !== undefined && last !== undefined && first <= last) return [first, last]
    // They have gone, with another branch: the end is shown.
    const end = planEnd(ids, plan?.items.length ?? 0)
    return [end.items[0]?.index ?? 0, ids.length - 1]
  }

  /** What stays mounted wherever it is. */
  function kept(): readonly number[] {
    const { indexById } = chat.getState()
    const { editingId, commentingId } = view.getState()
    return [...touched, editingId, commentingId, ...marked()]
      .map((id) => (id === undefined ? undefined : indexById.get(id)))
      .filter((index) => index !== undefined)
  }

  /** What is marked from one message to another goes with all between. */
  function marked(): readonly string[] {
    const list = scroll.list()
    const selection = list && selectionIn(list)
    if (list === undefined || selection == null) return []
    const items = (plan?.items ?? []).filter((_, at) => {
      const element = list.children[at]
      return element !== undefined && selection.containsNode(element, true)
    })
    const [first, last] = [items[0], items.at(-1)]
    return first === undefined || last === undefined ? [] : ids.slice(first.index, last.index + 1)
  }

  /** Begins with what is mounted: the end of the conversation. */
  function begin(list: HTMLElement): Plan {
    ids = chat.getState().messageIds
    sizes.arrange(ids)
    const begun = planEnd(ids, list.children.length)
    near = { first: begun.items[0]?.id, last: undefined }
    return begun
  }

  function replan(): void {
    if (plan === undefined) return
    const before = plan
    plan = planned(before)
    if (plan === before) return
    for (const listener of listeners) listener()
  }

  /** What is to be mounted now: the same plan where that is the same. */
  function planned(before: Plan): Plan {
    arrange()
    const [first, last] = printing ? [0, ids.length - 1] : range()
    const indexes = new Set(kept())
    for (let index = first; index <= last; index++) indexes.add(index)
    const items: PlannedItem[] = []
    let end = 0
    for (const index of [...indexes].toSorted((one, other) => one - other)) {
      const id = ids[index]
      if (id === undefined) continue
      items.push({ id, index, beforePx: roomPx(end, index) })
      end = index + 1
    }
    const next = { items, afterPx: roomPx(end, ids.length), count: ids.length }
    return isSamePlan(before, next) ? before : next
  }

  function roomPx(from: number, to: number): number {
    return from === to ? 0 : sizes.offsetPx(to) - sizes.offsetPx(from)
  }

  /** The tops of what is mounted tell how high it is, with the gaps that a theme puts between. */
  function measure(): void {
    const list = scroll.list()
    if (list === undefined) return
    plan ??= begin(list)
    // React has not yet mounted what is planned, or somebody else has put something into the list.
    if (list.children.length !== plan.items.length || plan.count !== ids.length) return
    const rects = Array.from(list.children, (element) => element.getBoundingClientRect())
    let gapPx = 0
    const { items } = plan
    const noted = items.map(({ index }, at): [number, number] => {
      const rect = rects[at] as DOMRect
      const next = items[at + 1]
      const isNext = next?.index === index + 1
      if (isNext) gapPx = (rects[at + 1] as DOMRect).top - rect.bottom
      return [index, rect.height + gapPx]
    })
    sizes.note(noted)
  }

  function update(): void {
    const scroller = scroll.scroller()
    const list = scroll.list()
    const heightPx = scroller?.clientHeight ?? 0
    if (scroller === undefined || list === undefined || heightPx === 0 || printing) return
    plan ??= begin(list)
    arrange()
    const topPx = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top
    const beyondPx = Math.max(heightPx, leastBeyondPx)
    const around = (beyond: number): readonly [number, number] =>
      sizes.between(Math.max(0, topPx - beyond), topPx + heightPx + beyond)
    const [first, last] = range()
    const [leastFirst, leastLast] = around(beyondPx / 2)
    const [mostFirst, mostLast] = around(beyondPx * 2)
    const covers = first <= leastFirst && last >= leastLast
    if (covers && first >= mostFirst && (last <= mostLast || isEnd(leastLast))) return
    const [nextFirst, nextLast] = around(beyondPx)
    near = { first: ids[nextFirst], last: isEnd(nextLast) ? undefined : ids[nextLast] }
    replan()
  }

  function reach(messageId: string | undefined): boolean {
    arrange()
    const { indexById } = chat.getState()
    const at = messageId === undefined ? ids.length - 1 : indexById.get(messageId)
    if (at === undefined) return false
    const [first, last] = range()
    const isMounted = at >= first && at <= last
    if (isMounted && (messageId !== undefined || near.last === undefined)) return true
    const reached = [Math.max(0, at - 6), Math.min(ids.length - 1, at + 6)] as const
    near = { first: ids[reached[0]], last: isEnd(reached[1]) ? undefined : ids[reached[1]] }
    replan()
    return true
  }

  function touch(target: Node): void {
    const list = scroll.list()
    const at = list === undefined ? -1 : [...list.children].findIndex((li) => li.contains(target))
    const id = plan?.items[at]?.id
    if (id === undefined || touched[0] === id) return
    touched = [id, ...touched.filter((other) => other !== id)].slice(0, mostTouched)
  }

  function print(event: Event): void {
    printing = event.type === 'beforeprint'
    replan()
  }

  const nearby: Nearby = { measure, update, reach, touch }

  return {
    plan() {
      // Asked before we heard of it ourselves: what is planned is of the messages there are.
      if (plan !== undefined && chat.getState().messageIds !== ids) plan = planned(plan)
      return plan
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start() {
      const gone = new AbortController()
      const { signal } = gone
      scroll.nearby = nearby
      const forget = chat.subscribe((state, before) => {
        if (state.messageIds !== before.messageIds) replan()
      })
      const forgetView = view.subscribe(replan)
      addEventListener('beforeprint', print, { signal })
      addEventListener('afterprint', print, { signal })
      scroll.settle()
      return () => {
        gone.abort()
        forget()
        forgetView()
        if (scroll.nearby === nearby) scroll.nearby = undefined
      }
    },
  }
}

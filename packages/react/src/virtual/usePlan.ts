'use client'

import {
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useMessageIds } from '../message/useMessage.ts'
import { useIsHydrated } from '../part/useIsHydrated.ts'
import type { Nearby, Scroll } from '../scroll/createScroll.ts'
import { furthestTopPx, readBox } from '../scroll/ScrollBox.ts'
import { ScrollContext } from '../scroll/ScrollContext.ts'
import { useView } from '../view/ViewContext.ts'
import type { NearbyOptions, NearbyPlanner } from './createNearby.ts'
import { type Plan, planEnd } from './Plan.ts'

/** So many are mounted by a server, which cannot know how high they are: more than a screen. */
const mountedUnseen = 20
/** So many are mounted first in a browser, which then sees whether they fill the view. */
const mountedFirst = 4

/**
 * Which messages of the chat are mounted. All of up to `above` of them, so that the browser finds in the page what it
 * is asked for; of more, those near the view. Without a `<Thread.Scroller>` around always all.
 */
export function usePlan(above: number): Plan {
  const chat = useChatContext()
  const view = useView()
  const scroll = useContext(ScrollContext)
  const ids = useMessageIds()
  const make = useMaker(scroll !== undefined && ids.length > above * 0.8)
  const isLong = scroll !== undefined && ids.length > above && make !== 'failed'
  const hydrated = useIsHydrated()
  const [first, setFirst] = useState(hydrated ? mountedFirst : mountedUnseen)
  // A few more than may be are not taken away before one knows what is near.
  const most = isLong && ids.length > above + mountedUnseen ? first : ids.length

  const planner = useMemo(
    () => (isLong && make !== undefined ? make({ chat, scroll, view }) : undefined),
    [isLong, make, chat, scroll, view],
  )
  const planned = useSyncExternalStore(
    planner?.subscribe ?? never,
    planner?.plan ?? nothing,
    nothing,
  )
  const still = useMemo(() => planEnd(ids, most), [ids, most])
  const plan = planned ?? still

  useLayoutEffect(() => planner?.start(), [planner])
  useLayoutEffect(() => {
    if (scroll === undefined || planner !== undefined || !isLong) return undefined
    return fillView(scroll, setFirst)
  }, [scroll, planner, isLong])
  // Before anything is painted: what was mounted or has gone moves nothing that is seen.
  useLayoutEffect(() => scroll?.settle(), [scroll, plan])
  return plan
}

/** Until one can plan: twice as many are mounted as long as there is room in the view. */
function fillView(scroll: Scroll, mount: (count: number) => void): () => void {
  const filling: Nearby = {
    measure: nothing,
    update() {
      const scroller = scroll.scroller()
      const mounted = scroll.list()?.children.length ?? 0
      // What is asked for twice before it is there is the same.
      if (scroller !== undefined && furthestTopPx(readBox(scroller)) === 0) mount(mounted * 2)
    },
    reach: () => true,
    touch: nothing,
  }
  scroll.nearby = filling
  return () => {
    if (scroll.nearby === filling) scroll.nearby = undefined
  }
}

type Maker = (options: NearbyOptions) => NearbyPlanner

/** What plans is loaded once, when it is needed: short conversations do without it. */
let loaded: Maker | 'failed' | undefined
const listeners = new Set<() => void>()

function useMaker(needed: boolean): Maker | 'failed' | undefined {
  useEffect(() => {
    if (needed && loaded === undefined) void load()
  }, [needed])
  return useSyncExternalStore(onLoad, nowLoaded, nothing)
}

async function load(): Promise<void> {
  const made = await import('./createNearby.ts').catch(() => undefined)
  loaded = made?.createNearby ?? 'failed'
  for (const listener of listeners) listener()
}

function onLoad(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function nowLoaded(): Maker | 'failed' | undefined {
  return loaded
}

function nothing(): undefined {
  return undefined
}

function never(): () => void {
  return nothing
}

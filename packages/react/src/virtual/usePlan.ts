'use client'

import { useContext, useEffect, useLayoutEffect, useMemo, useSyncExternalStore } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useMessageIds } from '../message/useMessage.ts'
import { ScrollContext } from '../scroll/ScrollContext.ts'
import { useView } from '../view/ViewContext.ts'
import type { NearbyOptions, NearbyPlanner } from './createNearby.ts'
import { firstPlan, type Plan, planEnd } from './Plan.ts'

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
  const isLong = scroll !== undefined && ids.length > above
  const planner = useMemo(
    () =>
      isLong && make !== undefined && make !== 'failed'
        ? make({ chat, scroll, view, above })
        : undefined,
    [isLong, make, chat, scroll, view, above],
  )
  const planned = useSyncExternalStore(
    planner?.subscribe ?? never,
    planner?.plan ?? nothing,
    nothing,
  )
  useLayoutEffect(() => planner?.start(), [planner])
  const still = useMemo(
    // Without what plans, all is shown: slow is better than not at all.
    () => (isLong && make !== 'failed' ? firstPlan(ids, above) : planEnd(ids, ids.length)),
    [ids, isLong, make, above],
  )
  const plan = planned ?? still
  // Before anything is painted: what was mounted or has gone moves nothing that is seen.
  useLayoutEffect(() => scroll?.settle(), [scroll, plan])
  return plan
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

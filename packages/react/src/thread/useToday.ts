'use client'

import { useSyncExternalStore } from 'react'
import { dayOf } from './dayOf.ts'

/**
 * Which day it is where the reader is, or in a time zone. Undefined on a server and while a page takes over what a
 * server has rendered: midnight may lie between the two. Renders again when a day begins.
 */
export function useToday(timeZone: string | undefined): string | undefined {
  return useSyncExternalStore(everyQuarter, () => dayOf(Date.now(), timeZone), unknown)
}

/** Wherever a day begins, it begins with a quarter of an hour: clocks differ by whole ones. */
const quarterMs = 900_000

function everyQuarter(changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  function wait(): void {
    timer = setTimeout(tick, quarterMs - (Date.now() % quarterMs))
  }
  function tick(): void {
    changed()
    wait()
  }
  wait()
  return () => clearTimeout(timer)
}

function unknown(): undefined {
  return undefined
}

'use client'

import { useEffect, useRef, useState } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { mostShown, rankItems } from './rankItems.ts'
import { readItems } from './readItems.ts'
import type { Trigger, TriggerItem } from './Trigger.ts'
import type { TriggerMatch } from './triggerAt.ts'

/** What is suggested: some items, or why there are none. */
export type Suggestions =
  | { readonly status: 'ready'; readonly items: readonly [TriggerItem, ...TriggerItem[]] }
  | { readonly status: 'pending' | 'empty' | 'failed'; readonly items: readonly [] }

/** A match from when it opened to when it closes; the same `visit` all along. */
export interface Visit extends TriggerMatch {
  readonly visit: object
}

/** What was found, and for what; without `items` it failed. */
interface Answer extends Pick<Visit, 'visit' | 'query'> {
  readonly items: readonly TriggerItem[] | undefined
}

/**
 * What is suggested for what is typed. A list is searched here; a function is asked, and asked no more what was asked of it
 * before. Until it answers, what it found for fewer letters stays as far as it matches.
 */
export function useSuggestions(
  open: Visit | undefined,
  triggers: readonly Trigger[],
): Suggestions | undefined {
  const { locale } = useLabels()
  const items = open === undefined ? undefined : triggers[open.index]?.items
  const answer = useAnswer(open, items)
  if (open === undefined || items === undefined) return undefined
  if (typeof items !== 'function') {
    return suggested(rankItems(readItems(items) ?? [], open.query, locale), 'empty')
  }
  if (answer === undefined) return none('pending')
  if (answer.query !== open.query) {
    return suggested(rankItems(answer.items ?? [], open.query, locale), 'pending')
  }
  return answer.items === undefined ? none('failed') : suggested(answer.items, 'empty')
}

function suggested(items: readonly TriggerItem[], otherwise: 'pending' | 'empty'): Suggestions {
  const [first, ...others] = items
  return first === undefined ? none(otherwise) : { status: 'ready', items: [first, ...others] }
}

function none(status: 'pending' | 'empty' | 'failed'): Suggestions {
  return { status, items: [] }
}

/** The newest answer of a function while it is asked. */
function useAnswer(open: Visit | undefined, items: Trigger['items'] | undefined) {
  const [answer, setAnswer] = useState<Answer>()
  const { visit, query } = open ?? {}
  const asks = typeof items === 'function'
  // A function that is made anew with every render is not asked again by that.
  const latest = useRef(items)
  useEffect(() => {
    latest.current = items
  })
  useEffect(() => {
    if (visit === undefined || query === undefined || !asks) return undefined
    const asked = new AbortController()
    void ask(latest.current, query, asked.signal).then((found) => {
      if (!asked.signal.aborted) setAnswer({ visit, query, items: found })
    })
    return () => asked.abort()
  }, [visit, query, asks])
  return answer?.visit === visit ? answer : undefined
}

/** What it finds; undefined when it fails. It may fail at once, and its answer may be anything. */
async function ask(
  items: Trigger['items'] | undefined,
  query: string,
  signal: AbortSignal,
): Promise<readonly TriggerItem[] | undefined> {
  if (typeof items !== 'function') return undefined
  try {
    return readItems(await items(query, { signal }), mostShown)
  } catch {
    return undefined
  }
}

'use client'

import { systemClock } from '@millrace/protocol'
import { type RefObject, useEffect, useRef } from 'react'
import { createOutlets } from '../announce/createOutlets.ts'
import { homeFor } from '../announce/homeFor.ts'
import { useLabels } from '../labels/LabelsContext.ts'

/**
 * Tells screen readers that an answer came, each time the number grows.
 * @returns For an element of the panel that is there also while it is closed.
 */
export function useNewsOfAnswers(unread: number): RefObject<HTMLSpanElement | null> {
  const { newAnswer } = useLabels()
  const anchor = useRef<HTMLSpanElement>(null)
  const say = useRef<(words: string) => void>(undefined)
  const told = useRef(0)

  useEffect(() => {
    const here = anchor.current
    if (here === null) return undefined
    const home = homeFor(here)
    const outlets = createOutlets(home.container, systemClock, home.languageNow)
    say.current = (words) => {
      home.keep()
      outlets.say(words, 'polite')
    }
    return () => {
      say.current = undefined
      outlets.remove()
      home.leave()
    }
  }, [])

  useEffect(() => {
    if (unread > told.current) say.current?.(newAnswer)
    told.current = unread
  }, [unread, newAnswer])

  return anchor
}

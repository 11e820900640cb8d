'use client'

import { useContext, useEffect, useRef, useState } from 'react'
import { type ColouredChunk, type Colouring, createColouring } from './createColouring.ts'
import { HighlighterContext } from './HighlighterContext.ts'

export interface UseColoursOptions {
  readonly language: string | undefined
  readonly complete: boolean
  /** How many chunks to colour, from the first. */
  readonly limit: number
}

const none: readonly ColouredChunk[] = []

/**
 * The colours of code, as far as they are there: none in the first paint, none without a highlighter or for a
 * language that it does not know. Chunks keep their identity until more of them is coloured. A chunk may have
 * been replaced since: compare its text before its colours are shown.
 */
export function useColours(
  chunks: readonly string[],
  { language, complete, limit }: UseColoursOptions,
): readonly ColouredChunk[] {
  const highlighter = useContext(HighlighterContext)
  const [coloured, setColoured] = useState(none)
  const colouring = useRef<Colouring>(undefined)

  useEffect(() => {
    if (highlighter === undefined || language === undefined) return undefined
    const started = createColouring({
      load: async () => await highlighter.load(language),
      onChange: setColoured,
    })
    colouring.current = started
    return () => {
      started.stop()
      colouring.current = undefined
      setColoured(none)
    }
  }, [highlighter, language])

  // After the one above: a colouring that has just been made is told at once what it is for.
  useEffect(() => {
    colouring.current?.update({ chunks, complete, limit })
  }, [highlighter, language, chunks, complete, limit])

  return coloured
}

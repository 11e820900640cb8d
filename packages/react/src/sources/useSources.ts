'use client'

import type { Part } from '@millrace/protocol'
import { useState } from 'react'
import { type NumberedSources, numberSources } from './numberSources.ts'

/** The sources of a message, numbered. The same value for as long as its parts name the same ones. */
export function useSources(parts: readonly Part[]): NumberedSources {
  const now = numberSources(parts)
  const [kept, keep] = useState(now)
  if (isSame(kept, now)) return kept
  keep(now)
  return now
}

function isSame({ list: before }: NumberedSources, { list: after }: NumberedSources): boolean {
  return before.length === after.length && before.every((source, index) => source === after[index])
}

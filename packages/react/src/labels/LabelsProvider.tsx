'use client'

import { type ReactNode, useMemo } from 'react'
import type { Labels } from './labels.ts'
import { LabelsContext, useLabels } from './LabelsContext.ts'

export interface LabelsProviderProps {
  /**
   * A language pack, or some words of your own. Made outside of components: other ones mean that every part below
   * renders anew. Undefined, as while a pack is loading: the words above.
   */
  readonly labels?: Partial<Labels> | undefined
  readonly children?: ReactNode
}

/**
 * Puts words in force for all chats below, each in place of the one that a provider above says, or that is English:
 * `<LabelsProvider labels={german}>`. `toolState`, `fileKinds`, `dictationFailed` and `errors` are replaced whole: spread
 * those of a pack to change a few. `locale` goes with the words: give both. Renders no node, so it leaves `lang` and `dir`
 * to the page.
 */
export function LabelsProvider({ labels, children }: LabelsProviderProps): ReactNode {
  const above = useLabels()
  const words = useMemo(
    () => (labels === undefined ? above : { ...above, ...labels }),
    [above, labels],
  )
  return <LabelsContext value={words}>{children}</LabelsContext>
}

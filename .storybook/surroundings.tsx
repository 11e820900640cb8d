import { english, type Labels, LabelsProvider } from '@millrace/react'
import { arabic } from '@millrace/react/labels/ar'
import { german } from '@millrace/react/labels/de'
import { chinese } from '@millrace/react/labels/zh'
import { type ReactNode, useLayoutEffect, useSyncExternalStore } from 'react'

export type Language = 'en' | 'de' | 'zh' | 'ar'

const packs: Readonly<Record<Language, Labels>> = {
  en: english,
  de: german,
  zh: chinese,
  ar: arabic,
}

/** The language that a test has asked for, over that of the toolbar. */
let asked: Language | undefined
const listeners = new Set<() => void>()

/** Lets the story that is shown change its language as it stands; undefined gives the toolbar's back. */
export function speakLanguage(language: Language | undefined): void {
  asked = language
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export interface SurroundingsProps {
  readonly language: Language
  /** Whether the story has the page for itself. On a page of docs others stand beside it, in other languages. */
  readonly alone: boolean
  readonly children: ReactNode
}

/** The page around a story: its language, and the direction in which that is written. */
export function Surroundings({ language, alone, children }: SurroundingsProps): ReactNode {
  const spoken = useSyncExternalStore(listen, () => asked) ?? language
  const dir = spoken === 'ar' ? 'rtl' : 'ltr'
  useLayoutEffect(() => {
    if (alone) Object.assign(document.documentElement, { lang: spoken, dir })
  }, [alone, spoken, dir])
  const said = <LabelsProvider labels={packs[spoken]}>{children}</LabelsProvider>
  return alone ? (
    said
  ) : (
    <div lang={spoken} dir={dir}>
      {said}
    </div>
  )
}

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
  readonly children: ReactNode
}

/** The page around a story: its language, and the direction in which that is written. */
export function Surroundings({ language, children }: SurroundingsProps): ReactNode {
  const spoken = useSyncExternalStore(listen, () => asked) ?? language
  useLayoutEffect(() => {
    const { documentElement: root } = document
    root.lang = spoken
    root.dir = spoken === 'ar' ? 'rtl' : 'ltr'
  }, [spoken])
  return <LabelsProvider labels={packs[spoken]}>{children}</LabelsProvider>
}

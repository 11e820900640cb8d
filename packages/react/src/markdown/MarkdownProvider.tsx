'use client'

import { type ReactNode, use } from 'react'
import { HighlighterContext } from '../code/HighlighterContext.ts'
import { MarkdownContext, type MarkdownSettings } from './MarkdownContext.ts'

export interface MarkdownProviderProps extends MarkdownSettings {
  readonly children?: ReactNode
}

/**
 * Says how all Markdown below is shown: `<MarkdownProvider {...math()} highlighter={highlighter}>`. Make plugins, maps
 * and the highlighter outside of components: text is rendered anew for another one.
 */
export function MarkdownProvider({ children, ...settings }: MarkdownProviderProps): ReactNode {
  const around = use(HighlighterContext)
  return (
    <MarkdownContext value={settings}>
      <HighlighterContext value={settings.highlighter ?? around}>{children}</HighlighterContext>
    </MarkdownContext>
  )
}
